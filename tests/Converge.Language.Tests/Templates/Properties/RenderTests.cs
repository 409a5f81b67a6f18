using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Templates.Properties;

/// <summary>Whatever can be parsed can be rendered: to a text or to an error, never to an exception.</summary>
[Collection(TimedTests.Name)]
public sealed class RenderTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly string[] Names =
        ["x", "y", "f", "list", "holder", "secret", "number", "plain", "deep", "array", "string", "math", "object", "date", "size", "first", "map", "each", "upcase", "eval", "include", "a", "b", "for", "empty", "this", "$x"];

    private static readonly RenderLimits Small = new() { Iterations = 40, CallDepth = 8, TextLength = 300, CollectionSize = 12, Work = 20_000, BigIntegerBits = 128, RegexTimeout = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public void Any_template_that_parses_renders() => Fuzz.ForAll(1000, static random => new SourceGrammar(random, Names).Template(3), Check);

    [Fact]
    public void Any_script_that_parses_runs() => Fuzz.ForAll(1000, static random => $"{{{{ {new SourceGrammar(random, Names).Script(3)} }}}}", Check);

    [Fact]
    public void Any_changed_template_that_parses_renders() => Fuzz.ForAll(1000, Samples.Mutated, Check);

    [Fact]
    public void Any_tokens_that_parse_render() => Fuzz.ForAll(1000, static random => $"{{{{ {TokenSoup.Make(random)} }}}}", Check);

    [Fact]
    public void Any_expression_that_parses_evaluates() => Fuzz.ForAll(1500, static random => new SourceGrammar(random, Names).Expression(4), static source =>
    {
        var template = Template.Parse(SourceText.From("t", source), TemplateMode.Expression);
        if (template.HasErrors)
            return;
        CheckResult(template, Run(template, Options(Small, compat: false), static (t, options) => t.Evaluate(options)));
    });

    [Fact]
    public void Most_of_what_is_rendered_gives_a_text_or_fails_late()
    {
        var results = Enumerable.Range(0, 500)
            .Select(static seed => Template.Parse(SourceText.From("t", new SourceGrammar(new Random(seed), Names).Template(3))))
            .Where(static template => !template.HasErrors)
            .Select(static template => template.Render(Options(RenderLimits.Default, compat: true)))
            .ToList();
        results.Count.ShouldBeGreaterThan(200);
        results.Count(static result => result.Succeeded).ShouldBeGreaterThan(50);
    }

    private static void Check(string source)
    {
        var template = Template.Parse(SourceText.From("t", source));
        if (template.HasErrors)
            return;
        foreach (var compat in new[] { false, true })
        {
            foreach (var limits in new[] { Small, RenderLimits.Default })
                CheckResult(template, Run(template, Options(limits, compat), static (t, options) => t.Render(options)));
        }
    }

    /// <summary>Every run has data of its own, since templates may change it.</summary>
    private static RenderOptions Options(RenderLimits limits, bool compat) => Secret.Words.Options(other: false) with { Limits = limits, Compat = compat };

    private static RenderResult Run(Template template, RenderOptions options, Func<Template, RenderOptions, RenderResult> run) =>
        Patience.Run(Limit, () => run(template, options));

    private static void CheckResult(Template template, RenderResult result)
    {
        if (result.Error is { } error)
        {
            result.Output.Kind.ShouldBe(ValueKind.Null);
            if (error.At.File == "t")
                Parsing.CheckDiagnostic(template.Source, error);
            return;
        }
        // Whatever it is, it can be shown.
        result.Output.ToString().ShouldNotBeNull();
    }
}
