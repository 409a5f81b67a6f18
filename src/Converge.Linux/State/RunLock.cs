using System.Globalization;
using System.Text;
using Converge.Plans;

namespace Converge.Linux.State;

/// <summary>Held while a run changes the machine; it falls with the process that holds it, however that ends.</summary>
public sealed class RunLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <param name="owner">What holds it, for whoever waits: <c>converge apply</c>.</param>
    /// <param name="waiting">Told once for whom it waits.</param>
    /// <exception cref="StepException">It was not free in time.</exception>
    public static async Task<RunLock> TakeAsync(StateFolder state, string owner, TimeSpan patience, Action<string> waiting, TimeProvider time, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(waiting);
        var (path, start) = (state.In("lock"), time.GetTimestamp());
        for (var isFirst = true; ; isFirst = false)
        {
            if (TryTake(path, owner, time) is { } taken)
                return taken;
            // Not by a stream of the platform, which would want a lock of its own.
            var holder = state.ReadText(path) is { Length: > 0 } text ? text.TrimEnd('\n') : "one that has just begun";
            if (time.GetElapsedTime(start) >= patience)
                throw new StepException($"another run is under way: {holder}");
            if (isFirst)
                waiting($"waiting for another run: {holder}");
            await Task.Delay(Pause, time, cancel).ConfigureAwait(false);
        }
    }

    public void Dispose() => _file.Dispose();

    private static RunLock? TryTake(string path, string owner, TimeProvider time)
    {
        FileStream file;
        try
        {
            file = new(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{owner} (process {Environment.ProcessId}) since {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC\n")));
        file.Flush();
        return new(file);
    }
}
