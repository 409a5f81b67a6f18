using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Recipes;
using Converge.Recipes.Statements;
using Converge.Resources;

namespace Converge.Catalogs.Explanations;

/// <summary>Finds where recipes write a resource, whether it comes into a catalog or not.</summary>
internal static class DeclarationSearch
{
    /// <summary>Statements of a recipe that have this resource; those whose title is a template may have it.</summary>
    public static IEnumerable<(string Entry, ResourceStatement Statement)> In(Recipe recipe, ResourceId id, bool templates)
    {
        foreach (var part in recipe.Parts.Values)
        {
            foreach (var statement in part.Resources.OfType<ResourceStatement>().Where(statement => Has(statement, id, templates)))
                yield return (part.Name.Length == 0 ? recipe.Name : $"{recipe.Name}::{part.Name}", statement);
        }
        foreach (var statement in recipe.Types.Values.SelectMany(static type => type.Resources).OfType<ResourceStatement>().Where(statement => Has(statement, id, templates)))
            yield return (recipe.Name, statement);
    }

    public static bool Has(ResourceStatement statement, ResourceId id, bool templates)
    {
        if (statement.Type.Text != id.Type)
            return false;
        if (statement.Title.Constant is not { } title)
            return templates && CanBe(statement, id.Title);
        return !templates && Titles(statement, title).Any(one => Same(new(id.Type, one), id));
    }

    /// <summary>Whether a title that is a template can come to this one: with the text around what it computes.</summary>
    private static bool CanBe(ResourceStatement statement, string title)
    {
        if (statement.Title.Node is not YamlScalar { Text: var text })
            return true;
        var (open, close) = (text.IndexOf("{{", StringComparison.Ordinal), text.LastIndexOf("}}", StringComparison.Ordinal));
        return open < 0 || close < open || title.StartsWith(text[..open], StringComparison.Ordinal) && title.EndsWith(text[(close + 2)..], StringComparison.Ordinal);
    }

    /// <summary>The title as it was written.</summary>
    public static string TitleOf(ResourceStatement statement) =>
        statement.Title.Node is YamlScalar scalar ? scalar.Text : ResourceTypes.TitleText(statement.Title.Node.ToValue());

    private static IEnumerable<string> Titles(ResourceStatement statement, Value title) =>
        title.As<ScriptList>() is { } titles && statement.Schema is not { TitleIsList: true } ? titles.Select(ResourceTypes.TitleText) : [ResourceTypes.TitleText(title)];

    /// <summary>Some types add to the title what tells two of them apart.</summary>
    private static bool Same(ResourceId written, ResourceId id) =>
        ResourceTypes.Canonical(written) is var known && (known == id || id.Title.StartsWith($"{known.Title}: ", StringComparison.Ordinal));
}
