using Converge.Language.Yaml;
using Converge.Recipes.Attributes;

namespace Converge.Recipes.Pages;

/// <summary>Defaults as rows of a table: attributes of a recipe, or parameters of a type.</summary>
internal static class AttributeRows
{
    public static readonly string[] Columns = ["name", "must be", "default", "meaning"];

    /// <param name="above">What stands before the names: <c>web.</c>.</param>
    public static IEnumerable<string[]> Of(YamlMapping? defaults, string above)
    {
        foreach (var entry in defaults?.Entries ?? [])
        {
            var (name, remark) = ($"{above}{entry.Name}", Markdown.Prose(Remark.Of(entry)));
            if (entry.Value is not YamlMapping { Entries.IsEmpty: false } members)
            {
                yield return [Markdown.Code(name), Expected(entry.Value), Default(entry.Value), remark];
                continue;
            }
            if (remark.Length > 0)
                yield return [Markdown.Code(name), "", "", remark];
            foreach (var row in Of(members, $"{name}."))
                yield return row;
        }
    }

    private static string Expected(YamlNode node) => node switch
    {
        YamlMapping => "a mapping of anything",
        YamlSequence => AttributeType.List.Describe(),
        YamlScalar scalar when RecipeValue.Read(scalar, []).IsExpression => "",
        _ when AttributeTypes.Of(node.ToValue()) is var type && type != AttributeType.Any => type.Describe(),
        _ => "",
    };

    private static string Default(YamlNode node) => node is YamlScalar { IsNull: true } ? "*required*" : Markdown.Code(node);
}
