using System.Runtime.InteropServices;
using Converge.Cli.Output;

namespace Converge.Cli.Input;

/// <summary>Work that a signal ends at the next place where it can end.</summary>
internal static class Interruptible
{
    /// <param name="message">What is said if it was ended.</param>
    public static int Run(Func<CancellationToken, Task<int>> work, string message, string hint)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return work(stop.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new UserException(message, hint);
        }

        void Stop(PosixSignalContext context)
        {
            // The second time it ends at once.
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }
}
