using System.Text;

namespace Converge.Recipes.Pages;

/// <summary>The reference of the recipes of a tree: a page for each of them, and one that lists them.</summary>
public static class RecipePages
{
    public const string Index = "README.md";

    /// <summary>The first line of every page that is written to a folder, by which it is known again.</summary>
    public const string Mark = "<!-- Made from the recipes by 'converge docs'; what is written here is lost. -->";

    /// <summary>One recipe.</summary>
    public static string Of(RecipeTree tree, Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(recipe);
        return RecipePage.Write(tree, recipe);
    }

    /// <summary>All recipes, as files of one folder.</summary>
    public static IEnumerable<(string File, string Text)> Of(RecipeTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var recipes = tree.RecipeNames.Select(tree.FindRecipe).OfType<Recipe>().ToList();
        return recipes.Select(recipe => (File: FileOf(recipe.Name), Text: $"{Mark}\n{Of(tree, recipe)}")).Prepend((Index, $"{Mark}\n{List(tree, recipes)}"));
    }

    private static string FileOf(string recipe) => $"{recipe}.md";

    private static string List(RecipeTree tree, List<Recipe> recipes)
    {
        var page = new StringBuilder("# Recipes\n");
        Markdown.AppendTable(page, ["recipe", "version", "", "types of its own"], recipes.Select(static recipe => (string[])
        [
            $"[{recipe.Name}]({FileOf(recipe.Name)})",
            recipe.Version.ToNormalizedString(),
            Markdown.Prose(recipe.Summary),
            string.Join(", ", recipe.Types.Values.Select(static type => Markdown.Code(type.Name))),
        ]));
        if (!tree.Roles.IsEmpty)
            page.Append("\n## Roles\n");
        Markdown.AppendTable(page, ["role", "", "recipes"], tree.Roles.Values.Select(static role => (string[])
        [
            Markdown.Code(role.Name),
            Markdown.Prose(role.Summary),
            string.Join(", ", role.Recipes.Select(static entry => $"[{entry}]({FileOf(entry.Recipe)})")),
        ]));
        return page.ToString();
    }
}
