using Converge.Server.Dashboard.Html;
using Converge.Server.Dashboard.Overview;

namespace Converge.Server.Dashboard.RunPages;

/// <summary>What the plan said, beside what came.</summary>
internal static class Prediction
{
    private static readonly (string Planned, string Words)[] Plans =
    [
        ("ok", "as it should be"),
        ("change", "a change"),
        ("predicted", "a change, if others change"),
        ("unknown", "not known before"),
        ("blocked", "blocked"),
    ];

    private static readonly string[] Outcomes = ["ok", "changed", "failed", "skipped"];

    public static Markup Draw(RunReport report)
    {
        if (report.Resources.IsEmpty)
            return Markup.None;
        var surprises = report.Resources.Where(static resource => resource.IsSurprise).ToList();
        return Markup.Of($"""
            <section aria-labelledby="prediction"><h2 id="prediction">prediction</h2>
            <p>{(surprises.Count == 0 ? Markup.Of($"""{Standings.Sign("converged")} the plan foresaw all that came""") : Markup.Of($"""{Standings.Sign("unhealthy")} the plan did not foresee {Parts.Count(surprises.Count, "outcome")}"""))}</p>
            {Surprises(surprises)}
            <details class="more"><summary>planned and came</summary>
            <table class="list small"><thead><tr><th scope="col">planned</th>{Outcomes.Select(static outcome => Markup.Of($"""<th scope="col" class="end">{outcome}</th>"""))}</tr></thead>
            <tbody>{Plans.Where(plan => report.Resources.Any(resource => resource.Planned == plan.Planned)).Select(plan => Row(plan.Words, plan.Planned, report))}</tbody></table>
            </details></section>
            """);
    }

    private static Markup Surprises(List<ReportedResource> surprises) => surprises.Count == 0 ? Markup.None : Markup.Of($"""
        <ul class="plain">{surprises.Select(static resource => Markup.Of($"""<li><code>{resource.Id}</code> was to be {Words(resource.Planned)}, and came to {Standings.Badge(resource.Status, resource.Status)}</li>"""))}</ul>
        """);

    private static Markup Row(string words, string planned, RunReport report) => Markup.Of($"""
        <tr><th scope="row">{words}</th>{Outcomes.Select(outcome => Cell(report.Resources.Count(resource => resource.Planned == planned && resource.Status == outcome)))}</tr>
        """);

    private static Markup Cell(int count) => Markup.Of($"""<td class="end number {(count == 0 ? "faint" : "")}">{count}</td>""");

    private static string Words(string planned) => Array.Find(Plans, plan => plan.Planned == planned).Words ?? planned;
}
