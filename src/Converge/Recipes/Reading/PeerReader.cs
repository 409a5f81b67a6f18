using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Recipes.Reading;

/// <summary>Reads <c>peers</c>.</summary>
internal sealed class PeerReader(DiagnosticBag diagnostics)
{
    public ImmutableArray<PeerDeclaration> Read(YamlMapping? peers)
    {
        var declarations = ImmutableArray.CreateBuilder<PeerDeclaration>();
        foreach (var (name, node) in peers?.Entries ?? [])
        {
            if (!Names.IsValid(name.Text) || name.Text.Contains('-', StringComparison.Ordinal))
                diagnostics.Error(name.Span, $"'{name.Text}' is no name for peers: expected letters, digits and '_', beginning with a letter");
            else if (Fields.Of(node, $"the search '{name.Text}'", diagnostics) is { } fields && Read(name, fields) is { } declaration)
                declarations.Add(declaration);
        }
        return declarations.ToImmutable();
    }

    private PeerDeclaration? Read(YamlScalar name, Fields fields)
    {
        var query = fields.RequiredText("query", "role:app AND environment:{{ node.environment }}");
        var declaration = query is null ? null : new PeerDeclaration(name.Text, name.Span, RecipeValue.Read(query, diagnostics))
        {
            Require = fields.Texts("require"),
            Min = fields.Count("min"),
            Max = fields.Count("max"),
            Count = fields.Count("count"),
            Otherwise = ReadOtherwise(fields),
        };
        fields.End();
        if (declaration is { Count: not null } and not { Min: null, Max: null })
            diagnostics.Error(name.Span, $"'count' of the search '{name.Text}' says it all: 'min' and 'max' cannot stand beside it");
        if (declaration is { Min: { } min, Max: { } max } && min > max)
            diagnostics.Error(name.Span, $"'min' of the search '{name.Text}' is more than 'max'");
        return declaration;
    }

    private Otherwise ReadOtherwise(Fields fields)
    {
        switch (fields.Text("otherwise"))
        {
            case null or { Text: "keep" }:
                return Otherwise.Keep;
            case { Text: "fail" }:
                return Otherwise.Fail;
            case { Text: "empty" }:
                return Otherwise.Empty;
            case { } other:
                diagnostics.Error(other.Span, $"'{other.Text}' is no way out: expected 'keep', 'fail' or 'empty'", Suggestions.Hint(other.Text, ["keep", "fail", "empty"]));
                return Otherwise.Keep;
        }
    }
}
