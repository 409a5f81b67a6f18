using System.Runtime.CompilerServices;
using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Recipes.Attributes;

/// <summary>One place that has a say in an attribute.</summary>
/// <param name="Origin">Whose place it is: <c>role haproxy</c>.</param>
/// <param name="Node">What was written.</param>
/// <param name="Appends">Whether it was written as <c>key+</c>, and goes behind what lower layers say.</param>
public sealed record AttributeSetting(AttributeLayer Layer, string Origin, YamlNode Node, bool Appends)
{
    // A setting is merged for every node that it concerns, but its templates are parsed once.
    private static readonly ConditionalWeakTable<YamlNode, ParsedValue> Parsed = [];

    /// <summary>What was written, with its templates.</summary>
    internal RecipeValue Value => Parse().Value;

    /// <summary>What its templates name.</summary>
    internal IReadOnlyList<NameReference> References => Parse().References;

    /// <summary>What is wrong with the templates in it.</summary>
    internal IReadOnlyCollection<Diagnostic> Problems => Parse().Problems;

    private ParsedValue Parse() => Parsed.GetValue(Node, static node => new(node));

    private sealed class ParsedValue
    {
        private readonly DiagnosticBag _problems = [];

        public ParsedValue(YamlNode node) => Value = RecipeValue.Read(node, _problems);

        public RecipeValue Value { get; }

        public IReadOnlyList<NameReference> References => field ??= [.. Value.Templates.SelectMany(static template => template.FindReferences().Names)];

        public IReadOnlyCollection<Diagnostic> Problems => _problems;
    }
}
