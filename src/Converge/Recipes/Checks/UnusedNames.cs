using Converge.Language.Yaml;

namespace Converge.Recipes.Checks;

/// <summary>Attributes and peers that no expression, template or query names. Asked last, when everything was looked at.</summary>
internal sealed class UnusedNames(Inspection inspection)
{
    public void Check()
    {
        // What could not be read may name anything.
        if (inspection.Recipes.Any(static recipe => recipe.HasErrors))
            return;
        foreach (var recipe in inspection.Recipes)
        {
            CheckAttributes(recipe.NameInExpressions, recipe.Attributes, inspection.Names.AttributesOf(recipe));
            foreach (var peers in recipe.Parts.Values.SelectMany(static part => part.Peers).Where(peers => !inspection.Names.Of(peers).IsUsed))
                inspection.Diagnostics.Warning(peers.At, $"nothing in recipe '{recipe.Name}' uses 'peers.{peers.Name}'");
        }
    }

    private void CheckAttributes(string path, YamlMapping? defaults, Shape shape)
    {
        foreach (var (key, value) in defaults?.Entries ?? [])
        {
            var member = shape.Members![key.Text];
            if (!IsAnyUsed(member))
                inspection.Diagnostics.Warning(key.Span, $"nothing uses the attribute '{path}.{key.Text}'");
            else if (!member.IsUsed && value is YamlMapping inner)
                CheckAttributes($"{path}.{key.Text}", inner, member);
        }
    }

    private static bool IsAnyUsed(Shape shape) => shape.IsUsed || shape.Members?.Values.Any(IsAnyUsed) == true;
}
