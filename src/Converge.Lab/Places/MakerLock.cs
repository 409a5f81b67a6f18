namespace Converge.Lab.Places;

/// <summary>Two labs that begin at the same time make one of what they share, not two.</summary>
internal static class MakerLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="made">What is made; the lock lies beside it.</param>
    /// <param name="wait">Is called once, if somebody else makes it.</param>
    public static async Task<IDisposable> TakeAsync(string made, Action? wait, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return new FileStream($"{made}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists($"{made}.lock"))
            {
                wait?.Invoke();
                wait = null;
                await Task.Delay(Pause, cancel).ConfigureAwait(false);
            }
        }
    }
}
