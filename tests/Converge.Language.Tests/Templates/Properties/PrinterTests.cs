using Converge.Language.Templates;
using Converge.Language.Templates.Syntax;
using Converge.Language.Text;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Templates.Properties;

public sealed class PrinterTests
{
    [Theory]
    [InlineData("a+b*c", "a + b * c")]
    [InlineData("(a+b)*c", "(a + b) * c")]
    [InlineData("- -x", "- -x")]
    [InlineData("-(-x)", "-(-x)")]
    [InlineData("+ ++x", "+ ++x")]
    [InlineData("x---y", "x-- - y")]
    [InlineData("1..n+1", "1..n + 1")]
    [InlineData("5 .e", "5 .e")]
    [InlineData("1.5.size", "1.5 .size")]
    [InlineData("x.empty? ..3", "x.empty? ..3")]
    [InlineData("x.empty? .y", "x.empty? .y")]
    [InlineData("x.empty? ?? y", "x.empty? ?? y")]
    [InlineData("x?.empty?", "x?.empty?")]
    [InlineData("0xFFFFFFFF", "0xFFFFFFFF")]
    [InlineData("0x8000000000000000", "0x8000000000000000")]
    [InlineData("0xFFu", "255")]
    [InlineData("1e3", "1000")]
    [InlineData("1e20d", "1E+20d")]
    [InlineData("1.", "1d")]
    [InlineData("1e-5", "1E-05d")]
    [InlineData("10.50m", "10.50m")]
    [InlineData("1.5f", "1.5f")]
    [InlineData("`a\\b``c`", "\"a\\\\b`c\"")]
    [InlineData("'\\u00e9\\0\t'", "\"é\\0\\t\"")]
    [InlineData("$'{a}\\{{\"b\"}c{1}'", "$\"{a}\\{{\"b\"}c{1}\"")]
    [InlineData("$\"{'a'}{'b'}{''}\"", "$\"a{\"b\"}{\"\"}\"")]
    [InlineData("$0 + $[1] + $x + $", "$[0] + $[1] + $x + $")]
    [InlineData("{a:1,'b c':2,\"for\":3}", "{a: 1, \"b c\": 2, for: 3}")]
    [InlineData("x|f a  n:-1 b|>g(1,n:2).h", "x | f a n: -1 b | g(1, n: 2).h")]
    [InlineData("x | -f + 1 == 2 ? a : b | c", "x | -f + 1 == 2 ? a : b | c")]
    [InlineData("c ? f a : b", "c ? f a : b")]
    [InlineData("c ? f a:1 : b", "c ? f a: 1 : b")]
    [InlineData("f @g ^l !h", "f @g ^l !h")]
    [InlineData("a | array.each @(do(x, y = -1, z...); ret x; end) | f", "a | array.each @(do(x, y = -1, z...); ret x; end) | f")]
    [InlineData("x?.a[0].b(1)?.c", "x?.a[0].b(1)?.c")]
    [InlineData("for.index + (for)", "for.index + (for)")]
    public void An_expression_is_printed_with_as_much_space_as_it_needs(string source, string printed)
    {
        SyntaxPrinter.Print(Expression(Parse(source, TemplateMode.Expression))).ShouldBe(printed);
        CheckExpression(source);
    }

    [Theory]
    [InlineData("(if) = 5", "(if) = 5")]
    [InlineData("(end.x[1]) += 5", "(end.x[1]) += 5")]
    [InlineData("x -= -1\n\n y = 2", "x -= -1; y = 2")]
    [InlineData("if a\n b\n else if c; else\n if d; end\n end", "if a; b; else if c; else; if d; end; end")]
    [InlineData("case x\n when 1, 'a' || b\n c\n else\n d; end", "case x; when 1, \"a\", b; c; else; d; end")]
    [InlineData("for $x in (1..3) reversed limit:2; $x; else; 0; end", "for $x in (1..3) limit: 2 reversed; $x; else; 0; end")]
    [InlineData("tablerow x in y cols:2; for.index; end", "tablerow x in y cols: 2; for.index; end")]
    [InlineData("f(a, b) = a + b", "func f(a, b); ret a + b; end")]
    [InlineData("func $f(a = 'x', b = -1.5, c...); $$; end", "func $f(a = \"x\", b = -1.5, c...); $$; end")]
    [InlineData("while a; break; continue; end; capture x; y; end; with o; z; end; wrap f 1; ret; end", "while a; break; continue; end; capture x; y; end; with o; z; end; wrap f 1; ret; end")]
    [InlineData("import o; readonly x", "import o; readonly x")]
    public void A_script_is_printed_on_one_line(string source, string printed)
    {
        SyntaxPrinter.Print(Parse(source, TemplateMode.Script)).ShouldBe(printed);
        CheckScript(source);
    }

    [Fact]
    public void Text_in_a_body_is_not_in_the_tree() =>
        SyntaxPrinter.Print(Parse("{{ x | f do }} a {{ y; end }}", TemplateMode.Template)).ShouldBe("x | f do; }}...{{; y; end");

    [Fact]
    public void Any_number_is_printed_as_one_that_reads_the_same()
    {
        string[] digits = ["0x" + new string('F', 1024), "9" + new string('8', 1232), "0b1" + new string('0', 70), "340282346638528859811704183484516925440f", "79228162514264337593543950335m", "0.0000000000000000000000000001m", "1.7976931348623157e308", "4.9e-324", "0x7FFFFFFFFFFFFFFF", "9223372036854775808"];
        foreach (var number in digits)
            CheckExpression(number);
    }

    [Fact]
    public void Any_expression_printed_and_parsed_again_is_the_same_tree() =>
        Fuzz.ForAll(2000, static random => new SourceGrammar(random).Expression(4), CheckExpression);

    [Fact]
    public void Any_script_printed_and_parsed_again_is_the_same_tree() =>
        Fuzz.ForAll(1500, static random => new SourceGrammar(random).Script(3), CheckScript);

    [Fact]
    public void Most_of_what_the_grammar_makes_parses()
    {
        var parsed = Enumerable.Range(0, 500).Count(static seed => Parses(new SourceGrammar(new Random(seed)).Expression(4), TemplateMode.Expression));
        parsed.ShouldBeGreaterThan(300);
        parsed = Enumerable.Range(0, 500).Count(static seed => Parses(new SourceGrammar(new Random(seed)).Script(3), TemplateMode.Script));
        parsed.ShouldBeGreaterThan(200);
    }

    private static void CheckExpression(string source)
    {
        if (!Parses(source, TemplateMode.Expression))
            return;
        var tree = Parse(source, TemplateMode.Expression);
        var printed = SyntaxPrinter.Print(Expression(tree));
        CheckSame(tree, Parse(printed, TemplateMode.Expression), printed);
    }

    private static void CheckScript(string source)
    {
        if (!Parses(source, TemplateMode.Script))
            return;
        var tree = Parse(source, TemplateMode.Script);
        var printed = SyntaxPrinter.Print(tree);
        CheckSame(tree, Parse(printed, TemplateMode.Script), printed);
    }

    private static void CheckSame(StatementList tree, StatementList again, string printed)
    {
        var difference = UnifiedDiff.Of(TreeText.Of(tree), TreeText.Of(again), "parsed", "printed and parsed");
        Assert.True(difference.Length == 0, $"{printed}\n{difference}");
    }

    private static bool Parses(string source, TemplateMode mode) => !Template.Parse(SourceText.From("t", source), mode).HasErrors;

    private static Expression Expression(StatementList tree) => ((ExpressionStatement)tree.Statements[0]).Expression;

    private static StatementList Parse(string source, TemplateMode mode)
    {
        var template = Template.Parse(SourceText.From("t", source), mode);
        template.Diagnostics.ShouldBeEmpty(source);
        return template.Statements;
    }
}
