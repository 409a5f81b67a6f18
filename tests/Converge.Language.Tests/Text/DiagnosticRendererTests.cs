using Converge.Language.Text;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Text;

public sealed class DiagnosticRendererTests
{
    private const string Recipe = "- service: nginx\n\truning: true\n";

    [Fact]
    public void Plain_is_position_severity_message_hint()
    {
        var at = new SourceSpan("recipes/web/recipe.yaml", 12, 7);
        var error = Diagnostic.Error(at, "service[nginx] has no property 'runing'", "did you mean 'running'?");
        error.ToString().ShouldBe("recipes/web/recipe.yaml:12:7: error: service[nginx] has no property 'runing'\n  hint: did you mean 'running'?");
        Diagnostic.Warning(at, "w").ToString().ShouldBe("recipes/web/recipe.yaml:12:7: warning: w");
    }

    [Fact]
    public void Related_places_come_before_the_hint()
    {
        var error = Diagnostic.Error(new("f", 2, 1), "the key 'a' was already given", "remove one") with
        {
            Related = [new(new("g", 1, 3), "given here first")],
        };
        error.ToString().ShouldBe("f:2:1: error: the key 'a' was already given\n  g:1:3: given here first\n  hint: remove one");
    }

    [Fact]
    public void The_line_is_shown_with_a_caret_that_keeps_tabs() =>
        Render(Recipe, source => Diagnostic.Error(source.Span(18, 6), "m")).ShouldBe(
            "f:2:2: error: m\n    2 | \truning: true\n        \t^^^^^^");

    [Fact]
    public void A_related_place_shows_its_line_too() =>
        Render(Recipe, source => Diagnostic.Error(source.Span(18), "m", "h") with { Related = [new(source.Span(0), "r")] }).ShouldBe(
            "f:2:2: error: m\n    2 | \truning: true\n        \t^\n  f:1:1: r\n    1 | - service: nginx\n        ^\n  hint: h");

    [Fact]
    public void A_place_behind_the_line_has_its_caret_there() =>
        Render("ab\ncd", source => Diagnostic.Error(source.Span(2), "m")).ShouldBe("f:1:3: error: m\n    1 | ab\n          ^");

    [Fact]
    public void A_caret_ends_with_the_line() =>
        Render("abc", source => Diagnostic.Error(new("f", 1, 2, 99), "m")).ShouldBe("f:1:2: error: m\n    1 | abc\n         ^^");

    [Theory]
    [InlineData(0, 1)]
    [InlineData(9, 1)]
    [InlineData(int.MaxValue, 1)]
    public void A_line_that_is_not_there_is_not_shown(int line, int column) =>
        Render("abc", _ => Diagnostic.Error(new("f", line, column), "m")).ShouldBe($"f:{line}:{column}: error: m");

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(int.MaxValue)]
    public void A_column_that_is_not_there_is_the_nearest(int column) =>
        Render("abc", _ => Diagnostic.Error(new("f", 1, column), "m")).ShouldStartWith($"f:1:{column}: error: m\n    1 | abc\n");

    [Fact]
    public void A_file_without_source_shows_none() =>
        new DiagnosticRenderer(_ => null).Render(Diagnostic.Error(new("g", 1, 1), "m")).ShouldBe("g:1:1: error: m");

    [Theory]
    [InlineData(0, "", "...")]
    [InlineData(500, "...", "...")]
    [InlineData(999, "...", "")]
    public void A_long_line_is_cut_around_the_caret_and_says_so(int at, string before, string after)
    {
        var line = new string('a', at) + "X" + new string('b', 999 - at);
        var lines = Render(line, source => Diagnostic.Error(source.Span(at), "m")).Split('\n');
        lines.Length.ShouldBe(3);
        var shown = lines[1]["    1 | ".Length..];
        shown.ShouldStartWith(before + (at == 0 ? "X" : "a"));
        shown.ShouldEndWith((at == 999 ? "X" : "b") + after);
        shown.Length.ShouldBe(160 + before.Length + after.Length);
        lines[2].IndexOf('^').ShouldBe(lines[1].IndexOf('X'));
    }

    [Fact]
    public void No_half_of_a_surrogate_pair_is_shown()
    {
        var line = string.Concat(Enumerable.Repeat("😀", 400));
        var text = Render(line, source => Diagnostic.Error(source.Span(301), "m"));
        text.ShouldNotContain("\uFFFD");
        text.ShouldContain("...😀");
    }

    [Fact]
    public void Ten_million_characters_in_one_line_are_no_trouble()
    {
        var source = SourceText.From("f", new string('x', 10_000_000));
        var renderer = new DiagnosticRenderer(_ => source);
        for (var i = 0; i < 1000; i++)
            renderer.Render(Diagnostic.Error(source.Span(i * 9_999, 50), "m")).Length.ShouldBeLessThan(600);
    }

    [Fact]
    public void Colours_mark_the_place_the_severity_the_caret_and_the_hint()
    {
        var source = SourceText.From("f", "abc");
        var renderer = new DiagnosticRenderer(_ => source, colour: true);
        renderer.Render(Diagnostic.Error(source.Span(1), "m", "h")).ShouldBe(
            "\e[1mf:1:2: \e[0m\e[1;31merror: \e[0mm\n\e[2m    1 | \e[0mabc\n         \e[1;31m^\e[0m\n  \e[36mhint: \e[0mh");
        renderer.Render(Diagnostic.Warning(new("g", 1, 1), "m")).ShouldContain("\e[1;33mwarning: \e[0m");
    }

    [Theory]
    [InlineData("\e[31mred", "\uFFFD[31mred")]
    [InlineData("a\0b\u007f\u0090", "a\uFFFDb\uFFFD\uFFFD")]
    [InlineData("\u202Etxt.exe\u2066", "\uFFFDtxt.exe\uFFFD")]
    [InlineData("ünï😀\tx", "ünï😀\tx")]
    public void What_the_user_wrote_does_not_steer_the_terminal(string written, string shown)
    {
        var source = SourceText.From("f\e", written);
        new DiagnosticRenderer(_ => source).Render(Diagnostic.Error(source.Span(0), written, written)).Split('\n')
            .ShouldBe([$"f\uFFFD:1:1: error: {shown}", $"    1 | {shown}", "        ^", $"  hint: {shown}"]);
    }

    [Fact]
    public void Half_a_character_is_not_written() =>
        Diagnostic.Error(new("f", 1, 1), "\ude00\ud83d😀\ud83d").ToString().ShouldBe("f:1:1: error: \uFFFD\uFFFD😀\uFFFD");

    [Fact]
    public void What_the_user_wrote_does_not_look_like_another_error() =>
        Diagnostic.Error(new("f", 1, 1), "unknown 'x\nf:2:1: error: y\r'").ToString().ShouldBe("f:1:1: error: unknown 'x\n    f:2:1: error: y\uFFFD'");

    private static string Render(string text, Func<SourceText, Diagnostic> diagnose)
    {
        var source = SourceText.From("f", text);
        return new DiagnosticRenderer(_ => source).Render(diagnose(source));
    }
}
