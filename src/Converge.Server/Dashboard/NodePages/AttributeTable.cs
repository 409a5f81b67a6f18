using System.Collections.Immutable;
using Converge.Server.Dashboard.Html;

namespace Converge.Server.Dashboard.NodePages;

internal static class AttributeTable
{
    public static Markup Draw(ImmutableArray<AttributeRow> rows) => rows.IsEmpty
        ? Parts.Empty("its recipes have published no attributes yet", Markup.Of($"""they do with the first run of the node"""))
        : Markup.Of($"""
            <table class="list attributes stack">
            <thead><tr><th scope="col">attribute</th><th scope="col">value</th><th scope="col">set by</th></tr></thead>
            <tbody>{rows.Select(Row)}</tbody>
            </table>
            """);

    private static Markup Row(AttributeRow row) => Markup.Of($"""
        <tr data-key="{row.Path}"><th scope="row"><code>{row.Path}</code></th><td class="value">{row.Value}</td><td class="whole origins">{Origins(row.Origins)}</td></tr>
        """);

    private static Markup Origins(ImmutableArray<AttributeOrigin> origins) => origins.IsEmpty
        ? Markup.Of($"""<span class="faint">not known here</span>""")
        : Markup.Of(origins.Reverse().Select(static origin => origin.Counts
            ? Markup.Of($"""<div>{origin.Who} <span class="faint at">{origin.At}</span></div>""")
            : Markup.Of($"""<div class="overridden"><span class="hidden">overridden: </span><s>{origin.Who}</s> <span class="faint at">{origin.At}</span></div>""")));
}
