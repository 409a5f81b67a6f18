namespace Converge.Server.Dashboard.Html;

/// <summary>A list in pages.</summary>
internal sealed class Paging(int total, int size, int number)
{
    private readonly int _last = Math.Max(1, (total + size - 1) / size);

    /// <summary>There may be fewer pages by now than when the link was made.</summary>
    private int Number => Math.Clamp(number, 1, _last);

    /// <summary>How many items are before this page.</summary>
    public int First => (Number - 1) * size;

    public Markup Draw(Func<int, string> link) => _last == 1 ? Markup.None : Markup.Of($"""
        <nav class="paging" aria-label="pages">
        {Step("previous", Number - 1, link, Number > 1)}
        <span class="faint">{First + 1}–{Math.Min(First + size, total)} of {total}</span>
        {Step("next", Number + 1, link, Number < _last)}
        </nav>
        """);

    /// <summary>Of a list that is only known up to here.</summary>
    public static Markup Onward(string first, string? next, bool isFirst) => isFirst && next is null ? Markup.None : Markup.Of($"""
        <nav class="paging" aria-label="pages">
        {(isFirst ? Markup.Of($"""<span class="faint">latest</span>""") : Markup.Of($"""<a href="{first}">latest</a>"""))}
        {(next is null ? Markup.Of($"""<span class="faint">older</span>""") : Markup.Of($"""<a rel="next" href="{next}">older</a>"""))}
        </nav>
        """);

    private static Markup Step(string text, int page, Func<int, string> link, bool isThere) =>
        isThere ? Markup.Of($"""<a rel="{(text == "next" ? "next" : "prev")}" href="{link(page)}">{text}</a>""") : Markup.Of($"""<span class="faint">{text}</span>""");
}
