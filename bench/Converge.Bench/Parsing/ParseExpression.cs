using BenchmarkDotNet.Attributes;
using Converge.Language.Templates;
using Converge.Language.Text;

namespace Converge.Bench.Parsing;

/// <summary>A condition as a recipe has it.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class ParseExpression
{
    private readonly SourceText _source = SourceText.From("recipe.yaml", "node.facts.os.family == \"debian\" && !haproxy.vendor");

    [Benchmark]
    public Template Expression() => Template.Parse(_source, TemplateMode.Expression, localsOnly: true);
}
