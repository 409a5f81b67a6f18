using Converge.Language.Templates;
using Converge.Language.Tests.Templates.Properties;
using Converge.Language.Text;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Templates;

/// <summary>Deep templates, calls and values on a small stack. What goes wrong here ends the process, not the test.</summary>
public sealed class StackTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly RenderLimits Few = new() { Iterations = 10_000, TextLength = 100_000, Work = 1_000_000 };

    [Theory]
    [InlineData("if true;", ";end")]
    [InlineData("for i in [1];", ";end")]
    [InlineData("tablerow i in [1];", ";end")]
    [InlineData("while true;", ";break;end")]
    [InlineData("with this;", ";end")]
    [InlineData("capture z;", ";end")]
    [InlineData("case 1;when 1;", ";end")]
    public void Nested_blocks_in_nested_calls(string open, string close) => CheckDeep($"func f; {Nested(open, close, "f", 240)}; end; f");

    [Theory]
    [InlineData("(", ")", 240)]
    [InlineData("[", "]", 240)]
    [InlineData("{a:", "}", 240)]
    [InlineData("-(", ")", 120)]
    [InlineData("1+(", ")", 240)]
    [InlineData("$'{", "}'", 240)]
    [InlineData("g(", ")", 240)]
    [InlineData("math.abs(", ")", 240)]
    [InlineData("x[", "]", 240)]
    [InlineData("!", "", 240)]
    [InlineData("(true ? ", " : 1)", 115)]
    [InlineData("(1 | object.default ", ")", 115)]
    [InlineData("(do; ret ", "; end)", 60)]
    public void Nested_expressions_in_nested_calls(string open, string close, int levels) =>
        CheckDeep($"x = [0]; g(a) = a; f(n) = {Nested(open, close, "(f n)", levels)}; f 1");

    [Theory]
    [InlineData("f(n) = CHAIN f n; f 1", "1+", 990)]
    [InlineData("x = {}; x.a = x; f(n) = xCHAIN[f n]; f 1", ".a", 990)]
    [InlineData("f(n) = n CHAIN; f 1", "| f ", 990)]
    [InlineData("x = [0]; f(n) = xCHAIN; x[0] = x; f 1", "[f 1]", 900)]
    [InlineData("g = do; ret @g; end; f(n) = gCHAIN; f 1", "(f 1)", 900)]
    public void Long_chains_in_nested_calls(string script, string link, int length) =>
        CheckDeep(script.Replace("CHAIN", string.Concat(Enumerable.Repeat(link, length)), StringComparison.Ordinal));

    [Theory]
    [InlineData("(", ")")]
    [InlineData("if true;", ";end;")]
    public void Evaluating_deep_texts_at_the_bottom_of_deep_calls(string open, string close)
    {
        var text = Nested(open, close, "1", 245);
        CheckDeep($"f(n) = n == 0 ? object.eval '{text}' : ({Nested("(", ")", "f(n - 1)", 20)}); for i in 1..95; f i; end");
    }

    [Fact]
    public void Values_of_any_depth_are_frozen_and_shown()
    {
        var value = Value.From(new ScriptArray());
        for (var level = 0; level < 200_000; level++)
            value = level % 2 == 0 ? Value.From(new ScriptObject { { "a", value } }) : Value.From(new ScriptArray([value]) { });
        Patience.Run(Soon, () =>
        {
            var model = new ScriptObject { { "deep", value } }.Freeze();
            value.ToString().ShouldEndWith("...");
            foreach (var source in new[] { "{{ deep }}", "{{ deep | object.to_json }}", "{{ deep | yaml.encode }}", "{{ deep == deep }}", "{{ [deep] == [deep] }}", "{{ deep | array.flatten }}", "{{ deep | object.typeof }}", "{{ deep + '' }}", "{{ [deep] | array.uniq }}", "{{ object.merge deep deep true }}" })
                Template.Parse(SourceText.From("t", source)).Render(new() { Model = model }).Output.Kind.ShouldBeOneOf(ValueKind.Null, ValueKind.String);
        });
    }

    [Theory]
    [InlineData("a = []; a[0] = a")]
    [InlineData("a = []; a[0] = a; a[1] = a")]
    [InlineData("a = {}; a.b = a")]
    [InlineData("a = {}; a.b = [a]; a.c = a.b")]
    [InlineData("a = []; a.x = a")]
    [InlineData("a = [0]; for i in 1..60; a = [a, a]; end")]
    [InlineData("a = {b: 0}; for i in 1..60; a = {b: a, c: a}; end")]
    public void Values_that_contain_themselves_or_share_their_parts(string make)
    {
        string[] uses =
        [
            "a", "a + ''", "$'{a}'", "a == a", "a != [a]", "a < a", "[a] == [a]", "a | object.to_json", "a | json.encode", "a | json.pretty", "a | yaml.encode", "a | array.join ','", "a | array.flatten | array.size",
            "a | array.uniq | array.size", "a | array.sort", "[a, a] | array.sort 'b'", "[a] | array.contains a", "[a] | array.contains [a]", "array.cycle a", "object.merge a a true", "a | object.path 'b.b.b'", "a | array.map 'b' | array.first",
            "a | object.typeof", "a | object.size", "a | string.size", "a | string.quote_json", "a | html.escape", "a | array.add a | array.size", "a | array.each do; ret $0; end", "a.missing", "a['missing']", "x = {}; x[a]", "x = {}; x[a] = 1", "a - 1", "1..a",
            "for x in a; for.changed; end", "with a; this; end", "import a; b", "case a; when a; 1; end", "f a; func f; $; end", "include a", "capture a; a; end; a", "object.eval a", "a * 2 | array.size", "(a << a) | array.size", "a | array.group_by 'b'", "ret a", "math.abs a", "date.parse a", "regex.match a 'x'",
        ];
        foreach (var use in uses)
        {
            var template = Template.Parse(SourceText.From("t", $"{{{{ {make}; {use} }}}}"));
            template.Diagnostics.ShouldBeEmpty(use);
            var result = Patience.Run(Soon, () => template.Render(new() { Library = new Library(), Limits = Few }), what: use);
            (result.Error?.Message ?? result.Output.ToString()).ShouldNotBeNull(use);
        }
    }

    private static string Nested(string open, string close, string inner, int levels) =>
        string.Concat(Enumerable.Repeat(open, levels)) + inner + string.Concat(Enumerable.Repeat(close, levels));

    private static void CheckDeep(string script)
    {
        var template = Template.Parse(SourceText.From("t", script), TemplateMode.Script);
        template.Diagnostics.ShouldBeEmpty();
        var result = Patience.Run(Soon, () => template.Render(RenderOptions.Default));
        var message = result.Error?.Message ?? "nested too deeply";
        (message.EndsWith("nested too deeply", StringComparison.Ordinal) || message.StartsWith("exceeding the limit of '100' nested calls", StringComparison.Ordinal)).ShouldBeTrue(message);
    }
}
