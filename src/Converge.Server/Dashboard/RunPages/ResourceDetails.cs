using Converge.Server.Dashboard.Html;
using Converge.Server.Dashboard.Overview;

namespace Converge.Server.Dashboard.RunPages;

/// <summary>What became of one resource.</summary>
internal static class ResourceDetails
{
    private const int MostLines = 400;

    public static Markup Draw(ReportedResource resource) => resource.HasDetails
        ? Markup.Of($"""
            <li><details class="resource" {Markup.When(resource.Status == "changed", $"open")}><summary>{Head(resource)}</summary>
            <div class="inside">
            <p class="at"><code>{resource.At}</code></p>
            {(resource.Reason is { } reason ? Markup.Of($"""<p class="reason">{reason}{(resource.Blame is { } blame ? Markup.Of($""" <span class="faint">because of <code>{blame}</code></span>""") : Markup.None)}</p>""") : Markup.None)}
            {resource.Changes.Select(Change)}
            {Steps(resource)}
            {Output(resource.Output)}
            </div></details></li>
            """)
        : Markup.Of($"""<li class="resource">{Head(resource)} <span class="faint at">{resource.At}</span></li>""");

    public static Markup Output(string output) => output.Length == 0 ? Markup.None : Markup.Of($"""
        <div class="output"><p class="label">output</p><pre tabindex="0" aria-label="output">{Capped(output)}</pre></div>
        """);

    private static Markup Head(ReportedResource resource) => Markup.Of($"""
        {Standings.Badge(resource.Status, resource.Status)} <code class="id">{Parts.Breakable(resource.Id)}</code> {Markup.When(resource.IsCorrective, $"""<span class="text corrective" title="somebody changed the machine, and not the recipe">mended</span>""")} {Markup.When(resource.IsSurprise, $"""<span class="text surprise" title="the plan did not foresee it">surprise</span>""")} {Markup.When(resource.Seconds >= 0.01, $"""<span class="faint number">{Moments.Span(TimeSpan.FromSeconds(resource.Seconds))}</span>""")}
        """);

    private static Markup Change(ReportedChange change) => change.Difference is { } difference
        ? Markup.Of($"""<div class="change"><p class="label">{change.Property}</p><pre class="diff" tabindex="0" aria-label="difference of {change.Property}">{Lines(difference)}</pre></div>""")
        : Markup.Of($"""<div class="change"><span class="label">{change.Property}</span> <del>{change.Before ?? "absent"}</del> <span aria-hidden="true">→</span> <ins>{change.After ?? "absent"}</ins></div>""");

    /// <summary>Each line with its sign, which tells as much as its colour.</summary>
    private static IEnumerable<Markup> Lines(string difference)
    {
        var lines = difference.TrimEnd('\n').Split('\n');
        foreach (var line in lines.Take(MostLines))
        {
            yield return line switch
            {
                ['+', ..] => Markup.Of($"""<ins>{line}</ins>"""),
                ['-', ..] => Markup.Of($"""<del>{line}</del>"""),
                ['@', ..] => Markup.Of($"""<span class="hunk">{line}</span>"""),
                _ => Markup.Of($"""<span>{line}</span>"""),
            };
        }
        if (lines.Length > MostLines)
            yield return Markup.Of($"""<span class="hunk">{lines.Length - MostLines} more lines are in the report</span>""");
    }

    private static Markup Steps(ReportedResource resource) => resource.Steps.IsEmpty ? Markup.None : Markup.Of($"""
        <div class="steps"><p class="label">done</p><ol>{resource.Steps.Take(MostLines).Select(static step => Markup.Of($"""<li><code>{step}</code></li>"""))}</ol></div>
        """);

    private static string Capped(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        return lines.Length <= MostLines ? text.TrimEnd('\n') : $"{string.Join('\n', lines.Take(MostLines))}\n… {lines.Length - MostLines} more lines are in the report";
    }
}
