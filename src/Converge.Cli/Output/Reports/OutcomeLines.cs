using Converge.Reports;

namespace Converge.Cli.Output.Reports;

/// <summary>Tells what becomes of a run while it runs: a line for each thing that was done.</summary>
internal sealed class OutcomeLines(bool colour)
{
    private readonly ReportText _text = new(colour);
    private bool _hasBegun;

    public void Add(ResourceOutcome outcome) => Write(_text.Of(outcome));

    public void Add(RefreshOutcome refresh) => Write(_text.Of(refresh));

    public void Finish(Report report) => Standard.Output(_text.Finish(report));

    private void Write(string text)
    {
        if (text.Length == 0)
            return;
        Standard.Output(_hasBegun ? text : $"\n{text}");
        _hasBegun = true;
    }
}
