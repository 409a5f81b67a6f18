using System.Diagnostics;
using System.Globalization;
using System.Text;
using Converge.Lab.Converging;
using Converge.Lab.Fleets;

namespace Converge.Cli.Output.Labs;

/// <summary>How far the nodes are: at a terminal a line for each that changes, elsewhere a line when something begins or ends.</summary>
internal sealed class FleetLines : IFleetProgress, IDisposable
{
    private const string ClearLine = "\e[K";

    private static readonly string[] Announced = ["booting", "enrolling", "first run", "converging", "waiting for others", "running again", "checking again"];

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<string> _names;
    private readonly string[] _steps;
    private readonly Stopwatch[] _clocks;
    private readonly int _width;
    private readonly bool _isLive = Terminal.ShowsErrors && Terminal.IsCapable;
    private readonly Stopwatch _drawn = Stopwatch.StartNew();
    private bool _isDrawn;

    public FleetLines(IEnumerable<LabNode> nodes)
    {
        _names = [.. nodes.Select(static node => node.Name)];
        _steps = [.. _names.Select(static _ => "")];
        _clocks = [.. _names.Select(static _ => Stopwatch.StartNew())];
        _width = _names.Max(static name => name.Length);
    }

    public void Tell(LabNode node, string step)
    {
        lock (_lock)
        {
            var index = _names.IndexOf(node.Name);
            if (!_isLive && Announced.Contains(step) && _steps[index] != step)
                Standard.Error($"{node.Name}: {step}\n");
            _steps[index] = step;
            if (_isLive && _drawn.Elapsed > Pause)
                Draw();
        }
    }

    public void Finish(NodeOutcome outcome)
    {
        lock (_lock)
        {
            var index = _names.IndexOf(outcome.Node.Name);
            var text = FleetText.Summary(outcome);
            _clocks[index].Stop();
            _steps[index] = text;
            if (_isLive)
                Draw();
            else
                Standard.Error(string.Create(CultureInfo.InvariantCulture, $"{outcome.Node.Name}: {text}, {outcome.Duration.TotalSeconds:0.0} s\n"));
        }
    }

    /// <summary>What was drawn makes place for the result.</summary>
    public void Dispose()
    {
        if (_isDrawn)
            Standard.Error($"\e[{_names.Count.ToString(CultureInfo.InvariantCulture)}A\e[J");
        _isDrawn = false;
    }

    private void Draw()
    {
        var text = new StringBuilder();
        if (_isDrawn)
            text.Append(CultureInfo.InvariantCulture, $"\e[{_names.Count}A");
        var columns = Math.Max(20, Console.WindowWidth);
        for (var index = 0; index < _names.Count; index++)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{_names[index].PadRight(_width)}  {_clocks[index].Elapsed.TotalSeconds,5:0.0} s  {_steps[index]}");
            text.Append(line.Length < columns ? line : line[..(columns - 1)]).Append(ClearLine).Append('\n');
        }
        Standard.Error(text.ToString());
        _isDrawn = true;
        _drawn.Restart();
    }
}
