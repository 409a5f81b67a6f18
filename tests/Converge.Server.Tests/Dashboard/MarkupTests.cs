using Converge.Server.Dashboard.Html;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Dashboard;

public sealed class MarkupTests
{
    [Fact]
    public void Texts_are_escaped_and_markup_is_not()
    {
        var bold = Markup.Of($"<b>{"<&>"}</b>");
        Markup.Of($"""<p title="{"a\"b'c"}">{bold}{42}{(string?)null}</p>""").ToString().ShouldBe("""<p title="a&quot;b&#39;c"><b>&lt;&amp;&gt;</b>42</p>""");
    }

    [Fact]
    public void What_cannot_be_seen_is_shown() => Markup.Of($"{"a\0b\u001bc\nd"}").ToString().ShouldBe("a␀b␛c\nd");

    [Fact]
    public void Links_cannot_lead_anywhere_else()
    {
        Links.Node("../../x?y#z").ShouldBe("/nodes/..%2F..%2Fx%3Fy%23z");
        Links.With(Links.Runs, ("node", "a&b=c"), ("status", null)).ShouldBe("/runs?node=a%26b%3Dc");
    }

    [Theory]
    [InlineData(2, "just now")]
    [InlineData(59, "59 s ago")]
    [InlineData(61, "1 min ago")]
    [InlineData(7200, "2 h ago")]
    [InlineData(86400 * 3, "3 d ago")]
    [InlineData(86400 * 70, "2026-01-22")]
    [InlineData(-60, "in 1 min")]
    public void Times_are_told_as_people_tell_them(int seconds, string expected)
    {
        var now = new DateTimeOffset(2026, 4, 2, 12, 0, 0, TimeSpan.Zero);
        Moments.Relative(now.AddSeconds(-seconds), now).ShouldBe(expected);
    }
}
