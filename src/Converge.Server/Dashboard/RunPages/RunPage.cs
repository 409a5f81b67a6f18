using Converge.Protocol;
using Converge.Server.Dashboard.Html;
using Converge.Server.Dashboard.Overview;

namespace Converge.Server.Dashboard.RunPages;

/// <summary>One run: what went wrong first, then all that was done.</summary>
internal static class RunPage
{
    public static Page Draw(RunSummary run, RunReport report, DateTimeOffset now) => new($"run of {run.Node}", Section.Runs, Markup.Of($"""
        <p class="crumbs"><a href="{Links.Runs}">runs</a> <a href="{Links.With(Links.Runs, ("node", run.Node))}">of {run.Node}</a></p>
        <div class="title"><h1>run {Markup.When(report.Number > 0, $"""{report.Number} """)}of {Parts.NodeLink(run.Node)}</h1>{Standings.OfRunBadge(run.Status)}</div>
        {(report.Broken is { } broken ? Markup.Of($"""<p class="problem">it ended before its end: {broken}</p>""") : Markup.None)}
        {Summary(run, report, now)}
        {Failures(report)}
        {Checks(report)}
        {Prediction.Draw(report)}
        <section aria-labelledby="resources"><h2 id="resources">resources <span class="count">{report.Resources.Length}</span></h2>{Resources(report)}</section>
        {Refreshes(report)}
        {Waterfall.Draw(report, run.End - run.Start)}
        <p class="faint"><a href="{Routes.Runs}/{Uri.EscapeDataString(run.Id)}">the report as JSON</a></p>
        """));

    private static Markup Summary(RunSummary run, RunReport report, DateTimeOffset now) => Markup.Of($"""
        <dl class="facts inline">
        <div><dt>started</dt><dd>{Moments.Ago(run.Start, now)}</dd></div>
        <div><dt>took</dt><dd>{Moments.Span(run.End - run.Start)}</dd></div>
        <div><dt>environment</dt><dd>{Parts.EnvironmentLink(run.Environment)}</dd></div>
        <div><dt>commit</dt><dd>{Parts.Commit(run.Commit)}</dd></div>
        {Markup.When(run.Trigger.Length > 0, $"""<div><dt>because of</dt><dd>{run.Trigger}</dd></div>""")}
        <div><dt>resources</dt><dd>{RunsPage.Counts(run)}</dd></div>
        {Markup.When(report.Roles.Length > 0, $"""<div><dt>roles</dt><dd>{Parts.Roles(report.Roles)}</dd></div>""")}
        </dl>
        """);

    private static Markup Failures(RunReport report)
    {
        var failed = report.Resources.Where(static resource => resource.Status == "failed").ToList();
        var refreshes = report.Refreshes.Where(static refresh => refresh.Status == "failed").ToList();
        if (failed.Count + refreshes.Count == 0)
            return Markup.None;
        return Markup.Of($"""
            <section aria-labelledby="failed"><h2 id="failed">failed <span class="count">{failed.Count + refreshes.Count}</span></h2>
            {failed.Select(static resource => Failure(resource.Id, resource.At, resource.Reason, resource.Output, resource.IsIgnored))}
            {refreshes.Select(static refresh => Failure($"{refresh.Verb} {refresh.Target}", null, refresh.Reason, refresh.Output, isIgnored: false))}
            </section>
            """);
    }

    private static Markup Failure(string what, string? at, string? reason, string output, bool isIgnored) => Markup.Of($"""
        <article class="failure">
        <h3>{Standings.Sign("failed")}<code>{Parts.Breakable(what)}</code>{Markup.When(isIgnored, $""" <span class="faint">the recipe passes over it</span>""")}</h3>
        {Markup.When(at is not null, $"""<p class="at"><code>{at}</code></p>""")}
        <p class="reason">{reason ?? "it did not say why"}</p>
        {ResourceDetails.Output(output)}
        </article>
        """);

    private static Markup Checks(RunReport report) => report.Checks.IsEmpty ? Markup.None : Markup.Of($"""
        <section aria-labelledby="checks"><h2 id="checks">checks <span class="count">{report.Checks.Length}</span></h2>
        <ul class="plain checks">{report.Checks.OrderBy(static check => check.Problem is null).Select(static check => Markup.Of($"""
            <li>{Standings.Badge(check.Status, check.Status)} <code>{check.Id}</code> <span class="faint">{check.At}</span> <span class="faint number">{Moments.Span(TimeSpan.FromSeconds(check.Seconds))}</span>{(check.Problem is { } problem ? Markup.Of($"""<p class="reason">{problem}</p>""") : Markup.None)}</li>
            """))}</ul></section>
        """);

    private static Markup Resources(RunReport report) => report.Resources.IsEmpty
        ? Parts.Empty("the run came to no resources", Markup.Of($"""give the node a role in <code>nodes/</code>"""))
        : Markup.Of(report.Resources.GroupBy(static resource => resource.Recipe, StringComparer.Ordinal).Select(static recipe => Recipe(recipe.Key, [.. recipe])));

    private static Markup Recipe(string name, List<ReportedResource> resources)
    {
        var (changed, failed, skipped) = (resources.Count(static r => r.Status == "changed"), resources.Count(static r => r.Status == "failed"), resources.Count(static r => r.Status == "skipped"));
        return Markup.Of($"""
            <details class="recipe" {Markup.When(changed + failed + skipped > 0, $"open")}>
            <summary><h3>{name}</h3> <span class="faint">{Parts.Count(resources.Count, "resource")}</span> {Markup.When(failed > 0, $"""<span class="text failed">{failed} failed</span>""")} {Markup.When(changed > 0, $"""<span class="text changed">{changed} changed</span>""")} {Markup.When(skipped > 0, $"""<span class="text skipped">{skipped} skipped</span>""")}</summary>
            <ul class="resources">{resources.OrderBy(static resource => Rank(resource.Status)).Select(ResourceDetails.Draw)}</ul>
            </details>
            """);
    }

    private static int Rank(string status) => status switch
    {
        "failed" => 0,
        "changed" => 1,
        "skipped" => 2,
        _ => 3,
    };

    private static Markup Refreshes(RunReport report) => report.Refreshes.IsEmpty ? Markup.None : Markup.Of($"""
        <section aria-labelledby="refreshes"><h2 id="refreshes">refreshes <span class="count">{report.Refreshes.Length}</span></h2>
        <ul class="plain refreshes">{report.Refreshes.Select(static refresh => Markup.Of($"""
            <li>{Standings.Badge(refresh.Status switch { "done" => "changed", "failed" => "failed", _ => "skipped" }, refresh.Status.Replace('_', ' '))} {refresh.Verb} <code>{refresh.Target}</code>{Markup.When(!refresh.Because.IsEmpty, $""" <span class="faint">because of {string.Join(", ", refresh.Because)}</span>""")}{Markup.When(refresh.WasOwed, $""" <span class="faint">left by an earlier run</span>""")}{(refresh.Reason is { } reason ? Markup.Of($"""<p class="reason">{reason}</p>""") : Markup.None)}</li>
            """))}</ul></section>
        """);
}
