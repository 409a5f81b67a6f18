using System.Diagnostics;

namespace Converge.Cli.Output;

/// <summary>Tells a person at a terminal how far something is that takes longer than a moment. Any thread may report.</summary>
/// <param name="what">Follows the numbers: <c>340 of 1000 nodes compared</c>.</param>
internal sealed class Progress(int total, string what) : IDisposable
{
    private const string ClearLine = "\r\e[K";

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly bool _isSeen = Terminal.ShowsErrors && Terminal.IsCapable;
    private TimeSpan _next = Moment;

    public void Report(int done)
    {
        if (!_isSeen || _clock.Elapsed < _next)
            return;
        lock (_lock)
        {
            if (_clock.Elapsed < _next)
                return;
            _next = _clock.Elapsed + Pause;
            Standard.Error($"{ClearLine}{done} of {total} {what}");
        }
    }

    public void Dispose()
    {
        if (_next > Moment)
            Standard.Error(ClearLine);
    }
}
