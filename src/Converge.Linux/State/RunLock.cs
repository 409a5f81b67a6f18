using System.Globalization;
using System.Text;
using Converge.Linux.Machine;
using Converge.Plans;

namespace Converge.Linux.State;

/// <summary>Held while a run changes the machine; it falls with the process that holds it, however that ends.</summary>
public sealed class RunLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private const string Name = "lock";

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
        var (path, start) = (state.In(Name), time.GetTimestamp());
        for (var isFirst = true; ; isFirst = false)
        {
            if (TryTake(state, owner, time) is { } taken)
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

    /// <summary>Where it is: written to when it is taken, and closed when it falls.</summary>
    public static string PathIn(StateFolder state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.In(Name);
    }

    /// <summary>Who holds it or held it last: <c>converge apply (process 12) since …</c>.</summary>
    public static string LastHolder(StateFolder state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.ReadText(state.In(Name))?.TrimEnd('\n') ?? "";
    }

    /// <summary>Whether somebody holds it. Found without to touch it: who waits for it would take that for a run.</summary>
    public static bool IsHeld(StateFolder state)
    {
        var holder = LastHolder(state);
        const string Mark = "(process ";
        var at = holder.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0 || !uint.TryParse(holder[(at + Mark.Length)..].Split(')')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process))
            return false;
        // 1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF
        var (number, file) = (process.ToString(CultureInfo.InvariantCulture), $":{LibC.Inode(state.In(Name)).ToString(CultureInfo.InvariantCulture)}");
        return File.ReadLines("/proc/locks").Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(words => words is [_, "FLOCK", _, _, var holding, var place, ..] && holding == number && place.EndsWith(file, StringComparison.Ordinal));
    }

    /// <returns>Null if somebody holds it.</returns>
    public static RunLock? TryTake(StateFolder state, string owner, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(time);
        var path = state.In(Name);
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
