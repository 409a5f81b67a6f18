using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Functions;

public sealed class RegexFunctionsTests
{
    [Fact]
    public void A_pattern_has_a_longest_length() =>
        Error("'x' | regex.match ('a?' * 10000)").ShouldBe("a pattern may have at most 16384 characters, not 20000");

    [Fact]
    public void Matches_share_the_time_of_one_call() =>
        Error("'x' * 10000000 | regex.replace 'x' 'y'", new() { RegexTimeout = TimeSpan.FromMilliseconds(50) }).ShouldBe("matching takes longer than 0.05 s");

    [Fact]
    public void Reading_a_text_again_and_again_is_work() =>
        Error("[1, 2, 3] | array.each do; ret 'x' * 1000 | regex.match 'y'; end", new() { Work = 5000 })!.ShouldContain("exceed 5000");

    [Fact]
    public void More_patterns_than_are_kept_work_from_many_threads() => Parallel.For(0, 1000, index =>
    {
        var pattern = $"^{index % 200}$";
        var template = Template.Parse(SourceText.From("", $"'{index % 200}' | regex.match '{pattern}'"), TemplateMode.Expression);
        template.Evaluate(RenderOptions.Default).Output.AsArray()[0].ShouldBe(Value.From($"{index % 200}"));
    });

    private static string? Error(string expression, RenderLimits? limits = null) =>
        Template.Parse(SourceText.From("", expression), TemplateMode.Expression).Evaluate(new() { Limits = limits ?? RenderLimits.Default }).Error?.Message;
}
