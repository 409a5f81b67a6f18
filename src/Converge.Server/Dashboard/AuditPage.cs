using Converge.Protocol;
using Converge.Server.Dashboard.Html;

namespace Converge.Server.Dashboard;

/// <summary>Who did what.</summary>
internal static class AuditPage
{
    public const int PageSize = 100;

    public static Page Draw(Page<AuditEntry> entries, string? text, bool isFirst, DateTimeOffset now) => new("audit", Section.Audit, Markup.Of($"""
        <h1>audit</h1>
        <form class="search" role="search" method="get" action="{Links.Audit}">
        <label for="text">with the words</label>
        <div class="field"><input id="text" name="text" type="search" value="{text}" placeholder="read secret" autocomplete="off" spellcheck="false"></div>
        <button type="submit">search</button>
        </form>
        {(entries.Items.Count > 0 ? Table(entries.Items, now) : text is null
            ? Parts.Empty("nothing was done yet", Markup.Of($"""what people do, enrolments and reading of secrets are written down here"""))
            : Parts.Empty($"nothing with '{text}' was done", Markup.Of($"""<a href="{Links.Audit}">show all</a>""")))}
        {Paging.Onward(Links.With(Links.Audit, ("text", text)), entries.Next is { } next ? Links.With(Links.Audit, ("text", text), ("after", next)) : null, isFirst)}
        """))
    { IsLive = isFirst };

    private static Markup Table(IReadOnlyList<AuditEntry> entries, DateTimeOffset now) => Markup.Of($"""
        <table class="list audit stack">
        <thead><tr><th scope="col">when</th><th scope="col">who</th><th scope="col">did</th><th scope="col">what</th><th scope="col" class="mid">from</th></tr></thead>
        <tbody>{entries.Select(entry => Row(entry, now))}</tbody>
        </table>
        """);

    private static Markup Row(AuditEntry entry, DateTimeOffset now) => Markup.Of($"""
        <tr data-key="{entry.Number}"><td>{Moments.Ago(entry.At, now)}</td><td class="name">{Parts.Breakable(entry.Who)}</td><td>{entry.Did}</td><td class="whole"><span class="name">{Parts.Breakable(entry.What)}</span>{(entry.Detail is { } detail ? Markup.Of($""" <span class="faint">{detail}</span>""") : Markup.None)}</td><td class="mid number faint">{entry.From}</td></tr>
        """);
}
