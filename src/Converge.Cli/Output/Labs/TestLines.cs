using System.Globalization;
using Converge.Lab.Testing;

namespace Converge.Cli.Output.Labs;

/// <summary>Tells of tests while they run: what fails with its reason at once, and at a terminal how many there were.</summary>
internal sealed class TestLines : IDisposable
{
    private const string ClearLine = "\r\e[K";

    private readonly Lock _lock = new();
    private readonly bool _isLive = Terminal.ShowsErrors && Terminal.IsCapable;
    private int _done;

    public void Tell(LabTestResult result)
    {
        lock (_lock)
        {
            _done++;
            var clear = _isLive ? ClearLine : "";
            if (result.Status == LabTestResult.Failed)
                Standard.Error($"{clear}{TestText.Of(result)}\n");
            if (_isLive)
                Standard.Error(string.Create(CultureInfo.InvariantCulture, $"{clear}{_done} tests, now {result.Role} {result.Kind} {result.Name}"));
        }
    }

    public void Dispose()
    {
        if (_isLive)
            Standard.Error(ClearLine);
    }
}
