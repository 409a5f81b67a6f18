using Converge.Server.Dashboard.Html;

namespace Converge.Server.Dashboard;

/// <summary>What a page shows.</summary>
/// <param name="Title">For the window, and what a screen reader says first.</param>
internal sealed record Page(string Title, Section Section, Markup Body)
{
    public int Status { get; init; } = 200;

    /// <summary>Whether what it shows may be another thing in a moment.</summary>
    public bool IsLive { get; init; }
}

/// <summary>Where in the navigation a page belongs.</summary>
internal enum Section
{
    None,
    Fleet,
    Nodes,
    Runs,
    Drift,
    Environments,
    Audit,
}
