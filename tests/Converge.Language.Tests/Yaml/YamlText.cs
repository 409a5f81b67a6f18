using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Shouldly;

namespace Converge.Language.Tests.Yaml;

/// <summary>Reading in tests: what is not expected to fail must not.</summary>
internal static class YamlText
{
    public static YamlNode Node(string yaml)
    {
        var diagnostics = new DiagnosticBag();
        var node = YamlDocument.Parse(SourceText.From("f", yaml), diagnostics);
        diagnostics.Select(d => d.ToString()).ShouldBeEmpty(yaml);
        return node.ShouldNotBeNull();
    }

    public static YamlScalar Scalar(string yaml) => Node(yaml).ShouldBeOfType<YamlScalar>();

    public static YamlMapping Mapping(string yaml) => Node(yaml).ShouldBeOfType<YamlMapping>();

    public static Value Read(string yaml) => Node(yaml).ToValue();

    public static (YamlNode? Node, IReadOnlyList<Diagnostic> Diagnostics) Parse(string yaml, YamlLimits? limits = null)
    {
        var diagnostics = new DiagnosticBag();
        var node = YamlDocument.Parse(SourceText.From("f", yaml), diagnostics, limits);
        return (node, diagnostics.Sorted());
    }

    /// <summary>As a template prints it inside of a list, so that strings and numbers differ.</summary>
    public static string Shown(Value value) => Value.From(new ScriptArray([value])).ToString()[1..^1];

    public static string Shown(string yaml) => Shown(Read(yaml));
}
