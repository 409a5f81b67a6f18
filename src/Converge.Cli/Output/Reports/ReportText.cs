using System.Globalization;
using System.Text;
using Converge.Language.Text;
using Converge.Reports;

namespace Converge.Cli.Output.Reports;

/// <summary>What became of a run, for a person.</summary>
internal sealed class ReportText(bool colour)
{
    private const string Bold = "1";
    private const string Red = "31";
    private const string Green = "32";
    private const string Yellow = "33";
    private const string Cyan = "36";

    private const int MostSkipped = 3;

    private readonly StringBuilder _text = new();

    /// <summary>All of it.</summary>
    public string Render(Report report)
    {
        var commit = report.Commit is { } hash ? $" at {hash[..Math.Min(7, hash.Length)]}" : "";
        Line(0, $"run {report.Number}: {report.Environment} {report.Node} ({string.Join(", ", report.Roles)}){commit}, {report.Start.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC{(report.Trigger == RunTrigger.Manual ? "" : $", {Because(report.Trigger)}")}", Bold);
        foreach (var recipe in report.Recipes)
        {
            var outcomes = report.Resources.Where(outcome => outcome.Recipe == recipe.Name && (outcome.Status != OutcomeStatus.Ok || outcome.Reason is not null)).ToList();
            if (outcomes.Count == 0)
                continue;
            _text.Append('\n');
            Line(0, $"recipe {recipe.Name} {recipe.Version}");
            for (var i = 0; i < outcomes.Count; i++)
            {
                var skipped = outcomes.Skip(i).TakeWhile(outcome => outcome.Status == OutcomeStatus.Skipped && outcome.Reason == outcomes[i].Reason).ToList();
                if (skipped.Count > 0)
                {
                    AddSkipped(skipped);
                    i += skipped.Count - 1;
                    continue;
                }
                Add(outcomes[i]);
                foreach (var change in outcomes[i].Changes)
                    Add(change);
            }
        }
        if (!report.Refreshes.IsEmpty)
            _text.Append('\n');
        foreach (var refresh in report.Refreshes)
            Add(refresh);
        return _text + Finish(report);
    }

    /// <summary>What became of the checks, and the sum.</summary>
    public string Finish(Report report)
    {
        _text.Clear();
        foreach (var (check, position) in report.Checks.Select(static (check, position) => (check, position)))
        {
            if (position == 0)
                _text.Append('\n');
            var style = check.Problem is null ? Green : Red;
            Line(1, $"{(check.Problem is null ? '=' : '!')} {check.Id}  {check.Problem ?? "healthy"}{Time(check.Duration)}", style);
        }
        _text.Append('\n');
        if (report.Broken is { } broken)
            Line(0, broken, Red);
        var owed = report.Refreshes.Count(static refresh => refresh.Status == RefreshStatus.Owed);
        string[] counts =
        [
            .. Count(report.Count(OutcomeStatus.Changed), "changed"),
            .. Count(report.Resources.Count(static outcome => outcome.IsCorrective), "of them put right what somebody else changed"),
            .. Count(report.Count(OutcomeStatus.Failed), "failed"),
            .. Count(report.Count(OutcomeStatus.Skipped), "skipped"),
            .. Count(owed, owed == 1 ? "refresh still owed" : "refreshes still owed"),
            $"{report.Count(OutcomeStatus.Ok)} ok",
            .. Count(report.Checks.Count(static check => check.Problem is not null), "unhealthy"),
        ];
        Line(0, string.Create(CultureInfo.InvariantCulture, $"run {report.Number}: {string.Join(", ", counts)}  {(report.End - report.Start).TotalSeconds:0.00} s"), Bold);
        return _text.ToString();
    }

    /// <summary>A resource that is done; nothing for one that was right.</summary>
    public string Of(ResourceOutcome outcome)
    {
        _text.Clear();
        if (outcome.Status != OutcomeStatus.Ok || outcome.Reason is not null)
            Add(outcome);
        return _text.ToString();
    }

    /// <summary>Resources that were skipped one after the other, all for the same reason.</summary>
    public string OfSkipped(IReadOnlyList<ResourceOutcome> skipped)
    {
        _text.Clear();
        AddSkipped(skipped);
        return _text.ToString();
    }

    public string Of(RefreshOutcome refresh)
    {
        _text.Clear();
        Add(refresh);
        return _text.ToString();
    }

    private static string Because(RunTrigger trigger) => trigger switch
    {
        RunTrigger.Schedule => "by schedule",
        RunTrigger.Order => "by order of the server",
        RunTrigger.Peers => "since other nodes changed",
        RunTrigger.Drift => "since something changed the machine",
        RunTrigger.Start => "at the start of the agent",
        _ => "by hand",
    };

    private void Add(ResourceOutcome outcome)
    {
        switch (outcome.Status)
        {
            case OutcomeStatus.Skipped:
                Line(1, $"- {outcome.Id}  skipped: {outcome.Reason}", Yellow);
                return;
            case OutcomeStatus.Failed:
                Line(1, $"! {outcome.Id}  failed{(outcome.IsIgnored ? ", and that is ignored" : "")}: {outcome.Reason}", Red);
                Block(outcome.Output);
                return;
            case OutcomeStatus.Ok:
                Line(1, $". {outcome.Id}  {outcome.Reason}", Cyan);
                return;
            default:
                Line(1, $"~ {outcome.Id}  changed{(outcome.IsCorrective ? ": somebody else had changed it" : "")}{Time(outcome.Duration)}{(outcome.IsSurprise ? "  (the plan did not foresee it)" : "")}", Green);
                return;
        }
    }

    // A failure early in the run may leave out nearly everything: nobody wants to search for it in all that.
    private void AddSkipped(IReadOnlyList<ResourceOutcome> skipped)
    {
        if (skipped.Count <= MostSkipped)
        {
            foreach (var outcome in skipped)
                Add(outcome);
            return;
        }
        Line(1, $"- {skipped.Count} resources skipped, from {skipped[0].Id} to {skipped[^1].Id}: {skipped[0].Reason}", Yellow);
    }

    private void Add(ReportedChange change)
    {
        if (change.Difference is null)
        {
            Line(3, $"{change.Property}: {change.Before ?? "absent"} -> {change.After ?? "absent"}");
            return;
        }
        foreach (var line in change.Difference.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Line(3, line, line[0] switch { '+' => Green, '-' => Red, '@' => Cyan, _ => null });
    }

    private void Add(RefreshOutcome refresh)
    {
        var because = $"because of {string.Join(", ", refresh.Because)}{(refresh.WasOwed ? ", owed by an earlier run" : "")}";
        switch (refresh.Status)
        {
            case RefreshStatus.Done:
                Line(1, $"> {refresh.Verb} {refresh.Target}  {because}{Time(refresh.Duration)}", Cyan);
                return;
            case RefreshStatus.NotNeeded:
                Line(1, $"> {refresh.Verb} {refresh.Target}  not needed: {refresh.Reason}", Cyan);
                return;
            case RefreshStatus.Owed:
                Line(1, $"> {refresh.Verb} {refresh.Target}  still owed {because}: {refresh.Reason}", Yellow);
                return;
            default:
                Line(1, $"! {refresh.Verb} {refresh.Target}  failed: {refresh.Reason}", Red);
                return;
        }
    }

    private void Block(string output)
    {
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Line(3, line);
    }

    private static string Time(TimeSpan duration) =>
        duration.TotalSeconds < 0.1 ? "" : string.Create(CultureInfo.InvariantCulture, $"  {duration.TotalSeconds:0.0} s");

    private static string[] Count(int number, string what) => number == 0 ? [] : [$"{number} {what}"];

    private void Line(int depth, string text, string? style = null)
    {
        var printable = PrintableText.Of(text, lineBreak: " ");
        _text.Append(' ', 2 * depth).Append(colour && style is not null ? $"\e[{style}m{printable}\e[0m" : printable).Append('\n');
    }
}
