using Converge.Language.Yaml;
using Converge.Recipes.Statements;

namespace Converge.Recipes.Pages;

/// <summary>What recipes say about the firewall, as far as it stands there: rules, and types of recipes that consist of rules, among others.</summary>
internal sealed class OpenPorts(IRecipeSource recipes)
{
    private const string Rule = "firewall";

    public static readonly string[] Columns = ["rule", "for each", "only when", "why"];

    public IEnumerable<string[]> Of(IEnumerable<Statement> statements) => statements.OfType<ResourceStatement>().Where(Opens).Select(static statement => (string[])
    [
        Markdown.Code(Written(statement)),
        statement.ForEach is { } each ? Markdown.Code(each.List.Node) : "",
        RecipePage.Condition(statement.When),
        Markdown.Prose(Reason(statement)),
    ]);

    /// <summary>A rule that is removed opens nothing.</summary>
    private bool Opens(ResourceStatement statement) => statement.Type.Text == Rule && !IsRemoved(statement) || statement.Schema is null && OpensInside(statement.Type.Text, []);

    /// <param name="known">Types that were looked into; one that consists of itself is an error elsewhere.</param>
    private bool OpensInside(string type, HashSet<string> known) =>
        known.Add(type) && recipes.FindRecipe(type[..type.IndexOf('.', StringComparison.Ordinal)]) is { } recipe
        && recipe.Types.Values.Any(own => own.Name == type && own.Resources.OfType<ResourceStatement>()
            .Any(inner => inner.Type.Text == Rule || inner.Schema is null && OpensInside(inner.Type.Text, known)));

    private static bool IsRemoved(ResourceStatement statement) => statement.Properties.Any(static property => property.Name == "absent" && property.Canonical?.ToString() == "true");

    /// <summary>What the rule says of itself, or else the comment above it.</summary>
    private static string Reason(ResourceStatement statement) =>
        statement.Properties.FirstOrDefault(static property => property.Name == "comment")?.Value.Node is YamlScalar { Text: { Length: > 0 } comment }
            ? comment
            : Remark.OfItem(statement.Node);

    private static string Written(ResourceStatement statement)
    {
        var title = RecipePage.TitleOf(statement);
        if (statement.Schema is not null)
            return title;
        var parameters = statement.Properties.Select(static property => $", {property.Name}: {(property.Value.Node is YamlScalar scalar ? scalar.Text : "…")}");
        return $"{statement.Type.Text}: {title}{string.Concat(parameters)}";
    }
}
