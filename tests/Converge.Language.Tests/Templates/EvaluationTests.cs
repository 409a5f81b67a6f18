using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Templates;

/// <summary>What a single expression gives to those who use its value.</summary>
public sealed class EvaluationTests
{
    [Theory]
    [InlineData("{{ 1 + 1 }}", ValueKind.Int)]
    [InlineData("{{ 'a' }}", ValueKind.String)]
    [InlineData("{{ [1] }}", ValueKind.Array)]
    [InlineData("{{ null }}", ValueKind.Null)]
    [InlineData("{{ true # a comment\n }}", ValueKind.Bool)]
    [InlineData("{{ 1 }} ", ValueKind.String)]
    [InlineData(" {{ 1 }}", ValueKind.String)]
    [InlineData("{{ 1 }}{{ 2 }}", ValueKind.String)]
    [InlineData("{{ }}{{ 1 }}", ValueKind.String)]
    [InlineData("{{ 1 }}{{}}", ValueKind.String)]
    [InlineData("{{ 1 # }}{{ # }}", ValueKind.String)]
    [InlineData("{{ '}}{{' }}", ValueKind.String)]
    [InlineData("{{ ['}}{{'] }}", ValueKind.Array)]
    [InlineData("{{ {a: {b: 1}}", ValueKind.String)]
    [InlineData("{{- 1 }}", ValueKind.String)]
    [InlineData("{{ 1 ~}}", ValueKind.String)]
    [InlineData("{{ x = 1 }}", ValueKind.String)]
    [InlineData("{{ 1; 2 }}", ValueKind.String)]
    [InlineData("", ValueKind.String)]
    public void Only_one_block_with_one_expression_and_no_marks_keeps_its_type(string source, ValueKind kind) => Evaluate(source).Output.Kind.ShouldBe(kind);

    [Theory]
    [InlineData("{{ [1, 2] | array.reverse }}", "[2, 1]")]
    [InlineData("{{ [[1, 2] | array.reverse] }}", "[[2, 1]]")]
    [InlineData("{{ {a: 'ab' | array.reverse} }}", "{a: [\"b\", \"a\"]}")]
    [InlineData("{{ [1, 2] | array.concat [[3, 4] | array.reverse] | array.reverse }}", "[[4, 3], 2, 1]")]
    [InlineData("{{ do; a = [0]; a.p = 'ab' | array.reverse; ret [a.p, a, a]; end }}", "[[\"b\", \"a\"], [0], [0]]")]
    public void A_list_that_would_be_computed_later_is_an_array(string source, string expected)
    {
        var output = Evaluate(source).Output;
        output.ToString().ShouldBe(expected);
        Lazy(output).ShouldBeFalse();
    }

    [Theory]
    [InlineData("do; a = []; a[0] = a; ret a; end", "a value that contains itself cannot be a result")]
    [InlineData("do; a = {}; a.b = [a]; ret a; end", "a value that contains itself cannot be a result")]
    [InlineData("do; a = [1]; for i in 1..100; a = [a]; end; ret a; end", "a value is nested deeper than 64 levels")]
    [InlineData("1..100 | array.concat [] | array.concat []", "exceeding the limit of '100' iterations")]
    public void A_result_that_nobody_could_read_is_an_error(string expression, string message)
    {
        var template = Template.Parse(SourceText.From("t", $"({expression})"), TemplateMode.Expression);
        template.Evaluate(new() { Limits = new() { Iterations = 100 } }).Error.ShouldNotBeNull().Message.ShouldBe(message);
    }

    [Fact]
    public void The_same_value_in_two_places_is_no_cycle() => Evaluate("{{ do; a = [1]; ret [a, a, {b: a}]; end }}").Output.ToString().ShouldBe("[[1], [1], {b: [1]}]");

    private static RenderResult Evaluate(string source)
    {
        var result = Template.Parse(SourceText.From("t", source)).Evaluate(RenderOptions.Default);
        result.Error.ShouldBeNull();
        return result;
    }

    private static bool Lazy(Value value) => value.Kind switch
    {
        ValueKind.Range => true,
        ValueKind.Array => value.AsArray().Any(Lazy) || (value.AsArray().Properties?.Any(m => Lazy(m.Value)) ?? false),
        ValueKind.Object => value.AsObject().Any(m => Lazy(m.Value)),
        _ => false,
    };
}
