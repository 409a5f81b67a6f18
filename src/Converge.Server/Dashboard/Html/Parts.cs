namespace Converge.Server.Dashboard.Html;

/// <summary>Small things that stand on many pages.</summary>
internal static class Parts
{
    private const int ShownOfCommit = 8;

    public static Markup NodeLink(string name) => Markup.Of($"""<a class="name" href="{Links.Node(name)}">{Breakable(name)}</a>""");

    /// <summary>Names and paths are long, and end a line best behind a dot or a slash.</summary>
    public static Markup Breakable(string text)
    {
        var (pieces, start) = (new List<Markup>(), 0);
        for (var end = text.IndexOfAny(['.', '/']); end >= 0; end = text.IndexOfAny(['.', '/'], start))
        {
            pieces.Add(Markup.Of($"{text[start..(end + 1)]}<wbr>"));
            start = end + 1;
        }
        return Markup.Of($"{pieces}{text[start..]}");
    }

    public static Markup EnvironmentLink(string name) =>
        name.Length == 0 ? Markup.Of($"""<span class="faint">none</span>""") : Markup.Of($"""<a href="{Links.Search($"environment:{Quoted(name)}")}">{name}</a>""");

    public static Markup Roles(IEnumerable<string> roles) =>
        Markup.Of($"""<span class="chips">{roles.Select(static role => Markup.Of($"""<a class="chip" href="{Links.Search($"role:{Quoted(role)}")}">{role}</a>"""))}</span>""");

    public static Markup Commit(string? commit) =>
        commit is null ? Markup.Of($"""<span class="faint">–</span>""") : Markup.Of($"""<code class="commit" title="{commit}">{Shortened(commit)}</code>""");

    /// <summary>The commit of a node, and whether it is the one that it is to have.</summary>
    public static Markup Commit(string? commit, string? wanted) =>
        wanted is null || commit == wanted
            ? Commit(commit)
            : Markup.Of($"""{Commit(commit)} <span class="behind" title="it is to have {wanted}">→ <code class="commit">{Shortened(wanted)}</code></span>""");

    public static Markup Empty(string what, Markup then) => Markup.Of($"""<div class="empty"><p>{what}</p><p class="faint">{then}</p></div>""");

    public static Markup Hint(string? hint) => hint is null ? Markup.None : Markup.Of($"""<p class="hint">{hint}</p>""");

    /// <summary>One of several filters, each with its link.</summary>
    public static Markup Tab(string text, string link, bool isCurrent, long? count = null) =>
        Markup.Of($"""<a class="tab" href="{link}" {Current(isCurrent)}>{text}{(count is { } number ? Markup.Of($""" <span class="count">{number}</span>""") : Markup.None)}</a>""");

    public static Markup Current(bool isCurrent) => Markup.When(isCurrent, $"""aria-current="true" """);

    public static string Count(long number, string one, string? many = null) => number == 1 ? $"1 {one}" : $"{number} {many ?? $"{one}s"}";

    private static string Shortened(string commit) => commit.Length > ShownOfCommit ? commit[..ShownOfCommit] : commit;

    private static string Quoted(string text) => text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? text : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
