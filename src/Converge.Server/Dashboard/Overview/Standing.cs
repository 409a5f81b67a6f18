using Converge.Protocol;
using Converge.Server.Dashboard.Html;

namespace Converge.Server.Dashboard.Overview;

/// <summary>How a node stands: its state, and what its last run came to.</summary>
internal enum Standing
{
    Failed,
    Unhealthy,
    Silent,
    Changed,
    Converged,
    Registered,
}

internal static class Standings
{
    /// <summary>What wants attention comes first.</summary>
    public static IReadOnlyList<Standing> All { get; } = [Standing.Failed, Standing.Unhealthy, Standing.Silent, Standing.Changed, Standing.Converged, Standing.Registered];

    public static Standing Of(NodeState state, RunSummary? last) => state == NodeState.Silent ? Standing.Silent : last is null ? Standing.Registered : OfRun(last.Status);

    public static Standing OfRun(string status) => status switch
    {
        "unchanged" => Standing.Converged,
        "changed" => Standing.Changed,
        "unhealthy" => Standing.Unhealthy,
        _ => Standing.Failed,
    };

    public static string Name(Standing standing) => standing.ToString().ToLowerInvariant();

    public static Standing? Parse(string? text) => All.Cast<Standing?>().FirstOrDefault(standing => Name(standing!.Value).Equals(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>For the title of a count.</summary>
    public static string Meaning(Standing standing) => standing switch
    {
        Standing.Failed => "the last run failed",
        Standing.Unhealthy => "all was applied, and a check says that it is not well",
        Standing.Silent => "nothing was heard of it for too long",
        Standing.Changed => "the last run changed something",
        Standing.Converged => "the last run had nothing to do",
        _ => "enrolled, and no run yet",
    };

    public static Markup Badge(Standing standing) => Badge(Name(standing), Name(standing), Meaning(standing));

    /// <summary>A run has the words of its report.</summary>
    public static Markup OfRunBadge(string status) => Badge(Name(OfRun(status)), status, Meaning(OfRun(status)));

    /// <summary>A sign for each, so that colour is not all that tells them apart.</summary>
    public static Markup Badge(string kind, string text, string? title = null) =>
        Markup.Of($"""<span class="badge {kind}" title="{title ?? text}">{Sign(kind)}{text}</span>""");

    public static Markup Sign(string kind) => Markup.Of($"""<svg class="sign {kind}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{Shape(kind)}</svg>""");

    private static Markup Shape(string kind) => kind switch
    {
        "failed" => Markup.Of($"""<circle cx="8" cy="8" r="7"/><path d="M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6"/>"""),
        "unhealthy" => Markup.Of($"""<path class="solid" d="M8 1.2L15.4 14.4H.6z"/><path d="M8 6v4M8 12v.6"/>"""),
        "silent" => Markup.Of($"""<circle cx="8" cy="8" r="7"/><path d="M4.6 8h.4M7.8 8h.4M11 8h.4"/>"""),
        "changed" => Markup.Of($"""<circle cx="8" cy="8" r="7"/><path d="M8 4.4v7.2M4.4 8h7.2"/>"""),
        "converged" or "healthy" or "ok" => Markup.Of($"""<circle cx="8" cy="8" r="7"/><path d="M4.6 8.3l2.3 2.3 4.5-4.8"/>"""),
        "skipped" => Markup.Of($"""<circle cx="8" cy="8" r="7"/><path d="M4.6 8h6.8"/>"""),
        _ => Markup.Of($"""<circle class="hollow" cx="8" cy="8" r="6"/>"""),
    };
}
