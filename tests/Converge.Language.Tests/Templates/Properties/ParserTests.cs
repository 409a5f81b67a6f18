using Converge.Language.Templates;
using Converge.Language.Templates.Syntax;
using Converge.Language.Tests.Conformance;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Templates.Properties;

[Collection(TimedTests.Name)]
public sealed class ParserTests
{
    [Fact]
    public void A_changed_template_is_parsed_or_refused() => Fuzz.ForAll(1000, Samples.Mutated, Check);

    [Fact]
    public void Any_tokens_are_parsed_or_refused() => Fuzz.ForAll(1500, TokenSoup.Make, Check);

    [Fact]
    public void Any_characters_are_parsed_or_refused() => Fuzz.ForAll(1500, TokenSoup.AnyCharacters, Check);

    [Fact]
    public void Any_form_of_the_language_is_parsed_or_refused() => Fuzz.ForAll(1000, static random => new SourceGrammar(random).Template(3), Check);

    [SharedDataFact(Corpus.Folder)]
    public void The_conformance_corpus_is_among_the_templates_that_are_changed() => Samples.All.Length.ShouldBeGreaterThan(100);

    /// <summary>Code in braces or without, whole or cut off at any place.</summary>
    private static void Check(string source)
    {
        foreach (var mode in Parsing.Modes)
            Parsing.Check(source, mode);
        Parsing.Check("{{" + source, TemplateMode.Template);
        Parsing.Check($"{{{{ {source} }}}}", TemplateMode.Template);
    }

    [Theory]
    [InlineData("{{ 1e2147483647 }}", "is no number")]
    [InlineData("{{ 1e999999999 }}", "is no number")]
    [InlineData("{{ 10e2147483646 }}", "is no number")]
    [InlineData("{{ 1e99999999999 }}", "is no number")]
    [InlineData("{{ 1e400d }}", "is no number")]
    [InlineData("{{ 1e40f }}", "is no number")]
    [InlineData("{{ 1e30m }}", "is no number")]
    [InlineData("{{ 0x }}", "digits are missing")]
    [InlineData("{{ 0b_ }}", "digits are missing")]
    [InlineData("{{ 0x_u }}", "digits are missing")]
    public void A_number_that_is_too_large_is_an_error(string source, string message)
    {
        var error = Parsing.Check(source, TemplateMode.Template).Diagnostics[0];
        error.Message.ShouldContain(message);
        error.At.Column.ShouldBe(4);
    }

    [Fact]
    public void A_number_of_any_length_is_read_or_refused_at_once() => Patience.Run(TimeSpan.FromSeconds(20), static () =>
    {
        var zeros = new string('0', 1_000_000);
        foreach (var number in new[] { $"1{zeros}", $"0.{zeros}1", $"1{zeros}m", $"0.{zeros}m", $"1{zeros}.5f", $"0x{zeros}", $"0xF{zeros}u", $"0b1{zeros}", $"0b1.{zeros}1", $"1e{zeros}1", $"1_{zeros}" })
            Parsing.Check(number, TemplateMode.Expression);
        foreach (var binary in new[] { $"0b1{zeros[..2000]}.1", $"0b1{zeros[..200]}.1f", $"0xF{zeros[..1024]}" })
            Parsing.Check(binary, TemplateMode.Expression).HasErrors.ShouldBeTrue(binary[..10]);
    });

    [Fact]
    public void Many_different_names_take_no_more_time_than_one() => Patience.Run(TimeSpan.FromSeconds(20), static () =>
    {
        var names = string.Join(", ", Enumerable.Range(0, 200_000).Select(n => $"p{n}"));
        Parsing.Check($"func f({names}); end", TemplateMode.Script).HasErrors.ShouldBeFalse();
        Parsing.Check($"f({names}) = 1", TemplateMode.Script).HasErrors.ShouldBeFalse();
        Parsing.Check($"x = {{ {names.Replace(",", ": 1,", StringComparison.Ordinal)}: 2 }}", TemplateMode.Script).HasErrors.ShouldBeFalse();
        Parsing.Check($"func f({names}, p0); end", TemplateMode.Script).Diagnostics[0].Message.ShouldContain("declared twice");
    });

    [Fact]
    public void A_message_never_quotes_more_than_a_line_of_source()
    {
        var name = new string('a', 100_000);
        string[] sources =
        [
            $"for.{name}", $"f {name}:", $"f({name}:", $"func f({name} = {name}); end", $"f({name}, {name}) = 1", $"x = {name} y: 1 = 2", $"'{name}' = 1", $"'\\u{name}'", $"({name}\n) = 1", $"wrap ({name}); end",
            $"func '{name}'", $"0x{name}g{name}", $"1{name}", $"$0{name}", $"readonly '{name}'", $"for '{name}' in x", $"for x in y {name}:1", $"++'{name}'", $"'{name}", $"@", $"case x; {name}; end",
        ];
        foreach (var source in sources)
            Parsing.Check(source, TemplateMode.Script);
    }

    [Theory]
    [InlineData("x = [f[0]]", "x = [f[0]]")]
    [InlineData("x = [f [0]]", "x = [f [0]]")]
    [InlineData("x = [f\n[0]]", "x = [f [0]]")]
    [InlineData("x = [f # comment\n[0]]", "x = [f [0]]")]
    [InlineData("x = {a: f\n(0)}", "x = {a: f (0)}")]
    [InlineData("a |\nf\n(0)", "a | f; (0)")]
    public void A_bracket_after_a_newline_begins_an_argument_and_no_indexer(string source, string printed) =>
        SyntaxPrinter.Print(Parsing.Check(source, TemplateMode.Script).Statements).ShouldBe(printed);
}
