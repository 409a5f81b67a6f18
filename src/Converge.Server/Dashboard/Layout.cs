using Converge.Server.Dashboard.Assets;
using Converge.Server.Dashboard.Html;

namespace Converge.Server.Dashboard;

/// <summary>What is around every page.</summary>
internal static class Layout
{
    private static readonly (Section Section, string Name, string Link)[] Sections =
    [
        (Section.Fleet, "fleet", Links.Fleet),
        (Section.Nodes, "nodes", Links.Nodes),
        (Section.Runs, "runs", Links.Runs),
        (Section.Drift, "drift", Links.Drift),
        (Section.Environments, "environments", Links.Environments),
        (Section.Audit, "audit", Links.Audit),
    ];

    public static Markup Draw(Page page, Visitor visitor) => Markup.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{page.Title} · converge</title>
        <link rel="icon" href="{AssetFiles.Icon.Link}">
        <link rel="stylesheet" href="{AssetFiles.Style.Link}">
        <script src="{AssetFiles.Script.Link}" defer></script>
        </head>
        <body{Markup.When(page.IsLive, $""" data-events="{Links.Events}" """)}>
        <a class="skip" href="#main">skip to content</a>
        {(visitor.IsKnown ? Header(page, visitor) : Markup.None)}
        <main id="main" tabindex="-1">
        {page.Body}
        </main>
        </body>
        </html>

        """);

    private static Markup Header(Page page, Visitor visitor) => Markup.Of($"""
        <header class="top">
        <a class="brand" href="{Links.Fleet}"><svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M3 5l7 7-7 7M21 5l-7 7 7 7"/></svg>converge</a>
        <nav aria-label="sections">{Sections.Select(section => Link(section.Name, section.Link, section.Section == page.Section))}</nav>
        <div class="visitor"><span class="live" hidden>live</span><span class="who" title="{$"{visitor.Role}".ToLowerInvariant()}">{visitor.Name}</span>{Logout(visitor)}</div>
        </header>
        """);

    private static Markup Link(string name, string link, bool isCurrent) =>
        Markup.Of($"""<a href="{link}" {Markup.When(isCurrent, $"""aria-current="page" """)}>{name}</a>""");

    private static Markup Logout(Visitor visitor) => visitor.Session is null ? Markup.None : Markup.Of($"""
        <form method="post" action="{Links.Logout}">{visitor.Proof}<button class="quiet" type="submit">log out</button></form>
        """);
}
