using Converge.Linux.Machine.Files;
using Converge.Plans;

namespace Converge.Linux.Execution;

/// <summary>The lock that ufw itself holds while it changes its files.</summary>
internal sealed class UfwLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private UfwLock(FileStream file) => _file = file;

    public static async Task<UfwLock> TakeAsync(LinuxFiles files, CancellationToken cancel)
    {
        var path = files.PathOf("/run/ufw.lock");
        var end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        FileStream? file = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            while (!TryLock(file))
            {
                if (Environment.TickCount64 > end)
                    throw new StepException($"ufw is busy: somebody held '{path}' for {Patience.TotalSeconds} seconds");
                await Task.Delay(Pause, cancel).ConfigureAwait(false);
            }
            var taken = new UfwLock(file);
            file = null;
            return taken;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StepException($"cannot lock '{path}': {e.Message}");
        }
        finally
        {
            file?.Dispose();
        }
    }

    public void Dispose() => _file.Dispose();

    private static bool TryLock(FileStream file)
    {
        try
        {
            if (!OperatingSystem.IsMacOS())
                file.Lock(0, 0);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
