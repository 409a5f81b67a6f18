using BenchmarkDotNet.Attributes;
using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Bench.Parsing;

/// <summary>A recipe of 600 lines, as nodes that know their positions.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class ParseYaml
{
    private readonly SourceText _source = SourceText.From("recipe.yaml", Sample.Recipe(lines: 600));

    [GlobalSetup]
    public void CheckThatItParses()
    {
        var diagnostics = new DiagnosticBag();
        YamlDocument.Parse(_source, diagnostics);
        if (diagnostics.HasErrors)
            throw new InvalidOperationException(diagnostics.First().ToString());
    }

    [Benchmark]
    public YamlNode? Recipe() => YamlDocument.Parse(_source, []);
}
