using Converge.Reports;

namespace Converge.Cli.Output.Reports;

/// <summary>Tells what becomes of a run while it runs: a line for each thing that was done.</summary>
internal sealed class OutcomeLines(bool colour)
{
    private readonly ReportText _text = new(colour);
    private readonly List<ResourceOutcome> _skipped = [];
    private bool _hasBegun;

    public void Add(ResourceOutcome outcome)
    {
        if (outcome.Status != OutcomeStatus.Skipped || (_skipped is [var first, ..] && first.Reason != outcome.Reason))
            WriteSkipped();
        if (outcome.Status == OutcomeStatus.Skipped)
            _skipped.Add(outcome);
        else
            Write(_text.Of(outcome));
    }

    public void Add(RefreshOutcome refresh)
    {
        WriteSkipped();
        Write(_text.Of(refresh));
    }

    public void Finish(Report report)
    {
        WriteSkipped();
        Standard.Output(_text.Finish(report));
    }

    private void WriteSkipped()
    {
        Write(_text.OfSkipped(_skipped));
        _skipped.Clear();
    }

    private void Write(string text)
    {
        if (text.Length == 0)
            return;
        Standard.Output(_hasBegun ? text : $"\n{text}");
        _hasBegun = true;
    }
}
