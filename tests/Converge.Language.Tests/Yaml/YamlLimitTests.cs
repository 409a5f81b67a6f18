using System.Diagnostics;
using Converge.Language.Text;
using Converge.Language.Yaml;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Yaml;

[Collection(TimedTests.Name)]
public sealed class YamlLimitTests
{
    private const int Million = 1_000_000;
    private const int Size = 16 * 1024 * 1024;

    [Fact]
    public void More_than_the_largest_size_is_refused_at_once() =>
        Refused(new string('a', Size + 1), $"f:1:{Size + 1}: error: the text has {Size + 1} characters, {Size} are allowed");

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Many_brackets_are_refused(char bracket) =>
        Refused(new string(bracket, 100_000), "f:1:201: error: lists and mappings are nested deeper than 200 levels");

    [Fact]
    public void Many_dashes_are_refused() =>
        Refused(string.Concat(Enumerable.Repeat("- ", 100_000)), "f:1:401: error: lists and mappings are nested deeper than 200 levels");

    [Fact]
    public void Many_indentations_are_refused() =>
        Refused(string.Concat(Enumerable.Range(0, 900).Select(i => new string(' ', i) + "a:\n")), "f:201:201: error: lists and mappings are nested deeper than 200 levels");

    [Fact]
    public void Many_question_marks_are_refused() =>
        Refused(string.Concat(Enumerable.Repeat("? ", 100_000)), "f:1:401: error: lists and mappings are nested deeper than 200 levels");

    [Fact]
    public void The_deepest_that_is_allowed_is_read_and_can_be_used()
    {
        var node = YamlText.Node(new string('[', 200) + new string(']', 200));
        YamlText.Parse(new string('[', 1001), new YamlLimits { Depth = int.MaxValue }).Diagnostics[0].Message.ShouldContain("1000 levels");
        node.ToValue().AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public void A_billion_laughs_are_refused()
    {
        var yaml = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
        for (var name = 'b'; name < 'k'; name++)
            yaml += $"{name}: &{name} [{string.Join(", ", Enumerable.Repeat($"*{(char)(name - 1)}", 10))}]\n";
        var refused = Refused(yaml, "f:6:36: error: there are more than 1000000 values");
        refused.Hint.ShouldBe("an alias counts as all that it repeats");
    }

    [Fact]
    public void A_billion_merges_are_refused()
    {
        var yaml = "a: &a0 {p: [1, 2, 3, 4, 5, 6, 7, 8, 9]}\n";
        for (var i = 0; i < 30; i++)
            yaml += $"a{i}: &a{i + 1} {{p: {{<<: *a{i}}}, q: {{<<: *a{i}}}}}\n";
        Refused(yaml, "error: there are more than 1000000 values");
    }

    [Fact]
    public void Many_values_are_refused() =>
        Refused("[" + string.Concat(Enumerable.Repeat("1,", Million)) + "]", "f:1:2000000: error: there are more than 1000000 values", seconds: 5);

    [Fact]
    public void Limits_can_be_set()
    {
        YamlText.Parse("[1, 2]", new YamlLimits { Nodes = 2 }).Diagnostics[0].ToString().ShouldBe("f:1:5: error: there are more than 2 values");
        YamlText.Parse("[1, 2]", new YamlLimits { Size = 5 }).Diagnostics[0].ToString().ShouldBe("f:1:6: error: the text has 6 characters, 5 are allowed");
        YamlText.Parse("[[1]]", new YamlLimits { Depth = 1 }).Diagnostics[0].ToString().ShouldBe("f:1:2: error: lists and mappings are nested deeper than 1 levels");
        YamlText.Parse("[1]", new YamlLimits { Nodes = 2, Size = 3, Depth = 1 }).Node.ShouldNotBeNull();
    }

    [Fact]
    public void More_than_a_hundred_errors_are_not_shown()
    {
        var (node, diagnostics) = YamlText.Parse(string.Concat(Enumerable.Repeat("a: 1\n", 1000)));
        node.ShouldBeNull();
        diagnostics.Count.ShouldBe(101);
        diagnostics[^1].Message.ShouldBe("more than 100 errors; the rest is not shown");
    }

    [Fact]
    public void More_than_a_thousand_blanks_are_refused() =>
        Refused("a: |\n" + new string(' ', 5000) + "\n  b\n", "f:2:1: error: the line begins with more than 1000 blanks");

    [Theory]
    [InlineData("a: \"")]
    [InlineData("a: '")]
    [InlineData("a: |\n  ")]
    [InlineData("# ")]
    [InlineData("a: &")]
    [InlineData("a: !")]
    [InlineData("- ")]
    [InlineData("\"\\")]
    public void Megabytes_of_one_thing_take_no_longer_than_they_should(string beginning) =>
        Bounded(beginning + new string('x', Million));

    [Theory]
    [InlineData("[{{a}: 1},", "")]
    [InlineData("{{a}: 1},", "[")]
    [InlineData("'x' ", "")]
    [InlineData("x:1,", "{")]
    [InlineData("\ta: 1\n", "")]
    [InlineData("a:\tb\n", "")]
    [InlineData("- 1\n", "")]
    [InlineData("\n", "")]
    [InlineData("\r", "")]
    [InlineData(" #\n", "")]
    [InlineData("\"\\u00e9\",", "[")]
    [InlineData("''", "'")]
    [InlineData("? a\n", "")]
    [InlineData("*x,", "[")]
    [InlineData("&x 1,", "[")]
    [InlineData("1 ", "")]
    [InlineData("1\n\n", "")]
    [InlineData(": ", "")]
    [InlineData("--- a\n", "")]
    public void A_megabyte_of_a_pattern_takes_no_longer_than_it_should(string pattern, string beginning) =>
        Bounded(beginning + string.Concat(Enumerable.Repeat(pattern, Million / pattern.Length)));

    [Fact]
    public void A_template_of_a_megabyte_finds_its_positions()
    {
        var text = string.Concat(Enumerable.Repeat("line\n  ", 200_000));
        var source = YamlText.Mapping("a: |\n  " + text + "end")["a"].ShouldBeOfType<YamlScalar>().ToSource();
        source.Span(source.Text.Length - 1).Line.ShouldBe(200_002);
    }

    private static Diagnostic Refused(string yaml, string message, int seconds = 1)
    {
        var clock = Stopwatch.StartNew();
        var (node, diagnostics) = YamlText.Parse(yaml);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(seconds));
        node.ShouldBeNull();
        diagnostics[0].ToString().ShouldContain(message);
        return diagnostics[0];
    }

    private static void Bounded(string yaml)
    {
        var clock = Stopwatch.StartNew();
        var (node, diagnostics) = YamlText.Parse(yaml);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        (node is not null || diagnostics.Count > 0).ShouldBeTrue();
    }
}
