using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Recipes.Reading;

/// <summary>Reads a file of <c>roles/</c>.</summary>
internal static class RoleReader
{
    public static Role Read(string name, SourceText source)
    {
        var diagnostics = new DiagnosticBag();
        var role = new Role(name, source.Span(0));
        if (YamlDocument.Parse(source, diagnostics) is { } node && Fields.Of(node, $"role '{name}'", diagnostics) is { } fields)
        {
            role = new Role(name, OwnName.Read(fields, name, "role", diagnostics))
            {
                Summary = fields.Text("summary")?.Text,
                Recipes = [.. fields.Texts("recipes").Select(text => RecipeReference.Read(text, diagnostics)).OfType<RecipeReference>()],
                Attributes = fields.Map("attributes"),
            };
            fields.End();
        }
        return role with { Diagnostics = [.. diagnostics] };
    }
}
