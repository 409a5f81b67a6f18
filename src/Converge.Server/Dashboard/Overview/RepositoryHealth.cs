using Converge.Server.Dashboard.Html;

namespace Converge.Server.Dashboard.Overview;

/// <summary>How the mirror of the repository is.</summary>
/// <param name="Source">Null for a server without one.</param>
internal sealed record RepositoryHealth(string? Source, string Branch, DateTimeOffset? Fetched, string? Problem)
{
    public Markup Draw(DateTimeOffset now)
    {
        if (Source is null)
            return Parts.Empty("this server mirrors no repository", Markup.Of($"""start it with <code>converge server --repository URL</code>, and it tells nodes which commit to apply"""));
        var state = Problem is not null ? Standings.Badge("failed", "cannot be fetched") : Fetched is null ? Standings.Badge("registered", "being fetched") : Standings.Badge("converged", "up to date");
        return Markup.Of($"""
            <dl class="facts">
            <dt>state</dt><dd>{state}</dd>
            <dt>from</dt><dd class="long"><code>{WithoutPassword(Source)}</code></dd>
            <dt>branch</dt><dd>{Branch}</dd>
            <dt>fetched</dt><dd>{Moments.Ago(Fetched, now, "not yet")}</dd>
            </dl>
            {(Problem is { } problem ? Markup.Of($"""<p class="problem">{problem}</p>""") : Markup.None)}
            """);
    }

    /// <summary>Whoever may look need not know how the server logs in there.</summary>
    private static string WithoutPassword(string source)
    {
        var start = source.IndexOf("://", StringComparison.Ordinal);
        var at = start < 0 ? -1 : source.IndexOf('@', start);
        var path = start < 0 ? -1 : source.IndexOf('/', start + 3);
        return at > 0 && (path < 0 || at < path) ? $"{source[..(start + 3)]}{source[(at + 1)..]}" : source;
    }
}
