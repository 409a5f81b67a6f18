using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Templates;

/// <summary>Templates and expressions inside a recipe: positions are those of the file, and only locals can be assigned.</summary>
public sealed class RecipeExpressionTests
{
    private const string Recipe = """
        - file: /etc/motd
          content: "tab\t{{ nosuch }} and\nmore {{ 1 + }}"
          when: host.nam == 'x'
          mode: |
            first {{ host.name }}
            second {{ host.nam }}
            third {{ if }}
        """;

    private static readonly RenderOptions Options = new()
    {
        Model = new ScriptObject { { "host", Value.From(new ScriptObject { { "name", Value.From("web1") } }) }, { "list", Value.From(new ScriptArray([Value.From(1)])) } },
        AutoIndent = false,
    };

    private static readonly SourceText File = SourceText.From("recipe.yaml", Recipe.ReplaceLineEndings("\n"));

    [Fact]
    public void A_parse_error_in_a_quoted_scalar_is_where_the_file_has_it()
    {
        var error = Template.Parse(Quoted()).Diagnostics.ShouldHaveSingleItem();
        Place(error, "}}\"").ShouldBe("2:48");
        error.At.File.ShouldBe("recipe.yaml");
    }

    [Fact]
    public void A_run_time_error_behind_an_escape_is_where_the_file_has_it()
    {
        var text = Quoted();
        var head = text.Text[..text.Text.IndexOf('\n', StringComparison.Ordinal)];
        var embedded = File.Embed(head, Segments(head));
        Place(Template.Parse(embedded).Render(Options).Error.ShouldNotBeNull(), "nosuch").ShouldBe("2:21");
    }

    [Fact]
    public void An_error_in_a_block_scalar_is_on_its_line_of_the_file()
    {
        var (start, segments, text) = Block();
        start.ShouldBeGreaterThan(0);
        var template = Template.Parse(File.Embed(text, segments));
        Place(template.Diagnostics.ShouldHaveSingleItem(), "}}").ShouldBe("7:17");
        var good = text[..text.IndexOf("third", StringComparison.Ordinal)];
        Place(Template.Parse(File.Embed(good, segments)).Render(Options).Error.ShouldNotBeNull(), "nam ").ShouldBe("6:20");
    }

    [Fact]
    public void An_error_of_an_expression_is_where_the_file_has_it()
    {
        var start = Recipe.IndexOf("host.nam ==", StringComparison.Ordinal);
        var expression = File.Embed("host.nam == 'x'", [new(0, start)]);
        var error = Template.Parse(expression, TemplateMode.Expression).Evaluate(Options).Error.ShouldNotBeNull();
        Place(error, "nam ==").ShouldBe("3:14");
        error.Message.ShouldBe("'host' has no member 'nam'");
        error.Hint.ShouldBe("did you mean 'name'?");
    }

    [Fact]
    public void An_error_at_the_end_of_an_embedded_text_is_at_its_end_in_the_file()
    {
        var start = Recipe.IndexOf("host.nam ==", StringComparison.Ordinal);
        var expression = File.Embed("host.nam ==", [new(0, start)]);
        Place(Template.Parse(expression, TemplateMode.Expression).Diagnostics.ShouldHaveSingleItem(), " 'x'").ShouldBe("3:20");
    }

    [Theory]
    [InlineData("$x = 1; $x += 1; $x++; $x")]
    [InlineData("for x in [1]; x; end")]
    [InlineData("for $x in [1]; $x; end")]
    [InlineData("func $f(a); $b = a; ret $b; end; $f 1")]
    [InlineData("$f(a) = a; $f 1")]
    [InlineData("capture $x; end; readonly $x; $x")]
    [InlineData("with host; name; end")]
    public void Locals_can_be_assigned_in_a_recipe(string script)
    {
        var template = Template.Parse(SourceText.From("t", $"{{{{ {script} }}}}"), localsOnly: true);
        template.Diagnostics.ShouldBeEmpty();
        template.Render(Options).Error.ShouldBeNull();
    }

    [Theory]
    [InlineData("x = 1", 1)]
    [InlineData("x += 1", 1)]
    [InlineData("1; x++", 4)]
    [InlineData("--x", 3)]
    [InlineData("host.name = 1", 1)]
    [InlineData("list[0] = 1", 1)]
    [InlineData("$x.a = 1", 1)]
    [InlineData("(x) = 1", 2)]
    [InlineData("func f; end", 6)]
    [InlineData("f(a) = 1", 1)]
    [InlineData("capture x; end", 9)]
    [InlineData("import host", 1)]
    [InlineData("readonly x", 10)]
    [InlineData("for host.name in [1]; end", 5)]
    [InlineData("this.x = 1", 1)]
    [InlineData("[1] | array.each do; x = 1; end", 22)]
    [InlineData("func $f(a); a = 1; end", 13)]
    public void Nothing_else_can(string script, int column)
    {
        var template = Template.Parse(SourceText.From("t", script), TemplateMode.Script, localsOnly: true);
        var error = template.Diagnostics.ShouldHaveSingleItem();
        error.At.Column.ShouldBe(column);
        error.Message.ShouldContain("recipe");
        Template.Parse(SourceText.From("t", script), TemplateMode.Script).Diagnostics.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "1:1: unexpected end of the source: expected an expression")]
    [InlineData(" \n ", "2:2: unexpected end of the source: expected an expression")]
    [InlineData("1 2", "1:1: '1' (int) is not a function")]
    [InlineData("1; 2", "1:4: unexpected '2' after the expression")]
    [InlineData("x = 1", "1:1: an assignment is only allowed as a statement of its own")]
    [InlineData("1 }}", "1:3: unexpected '}' after the expression")]
    [InlineData("{{ 1 }}", "1:2: unexpected '{' in an object: expected a name or a string for a member")]
    [InlineData("if true", "1:1: the function 'if' was not found")]
    [InlineData("1 # comment", "none")]
    [InlineData("# comment\n1\n", "none")]
    [InlineData("do; ret 1; end", "none")]
    public void An_expression_is_just_one(string source, string expected)
    {
        var result = Template.Parse(SourceText.From("t", source), TemplateMode.Expression).Evaluate(Options with { Compat = true });
        (result.Error is { } error ? $"{error.At.Line}:{error.At.Column}: {error.Message}" : "none").ShouldBe(expected);
    }

    /// <summary>The place, after checking that this text stands there in the file.</summary>
    private static string Place(Diagnostic error, string text)
    {
        File.Line(error.At.Line)[(error.At.Column - 1)..].ShouldStartWith(text);
        return $"{error.At.Line}:{error.At.Column}";
    }

    /// <summary>The value of the quoted scalar, in which \t and \n are one character each.</summary>
    private static SourceText Quoted()
    {
        const string Value = "tab\t{{ nosuch }} and\nmore {{ 1 + }}";
        return File.Embed(Value, Segments(Value));
    }

    private static SourceText.Segment[] Segments(string value)
    {
        var start = Recipe.IndexOf("tab", StringComparison.Ordinal);
        var tab = value.IndexOf('\t', StringComparison.Ordinal) + 1;
        var newline = value.IndexOf('\n', StringComparison.Ordinal) + 1;
        return newline == 0 ? [new(0, start), new(tab, start + tab + 1)] : [new(0, start), new(tab, start + tab + 1), new(newline, start + newline + 2)];
    }

    private static (int Start, SourceText.Segment[] Segments, string Text) Block()
    {
        var lines = new[] { "first {{ host.name }}\n", "second {{ host.nam }}\n", "third {{ if }}" };
        var segments = new List<SourceText.Segment>();
        var offset = 0;
        foreach (var line in lines)
        {
            segments.Add(new(offset, File.Text.IndexOf(line.TrimEnd(), StringComparison.Ordinal)));
            offset += line.Length;
        }
        return (segments[0].OuterStart, [.. segments], string.Concat(lines));
    }
}
