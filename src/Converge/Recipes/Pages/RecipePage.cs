using System.Text;
using Converge.Language.Yaml;
using Converge.Recipes.Statements;

namespace Converge.Recipes.Pages;

/// <summary>What there is to know about a recipe for whoever uses it, as Markdown.</summary>
internal sealed class RecipePage
{
    private static readonly string[] ResourceColumns = ["type", "which", "for each", "only when"];

    private readonly RecipeTree _tree;
    private readonly Recipe _recipe;
    private readonly OpenPorts _ports;
    private readonly StringBuilder _page = new();

    private RecipePage(RecipeTree tree, Recipe recipe) => (_tree, _recipe, _ports) = (tree, recipe, new(tree));

    public static string Write(RecipeTree tree, Recipe recipe) => new RecipePage(tree, recipe).Write();

    /// <summary>What stands in the place of the title; of a list all of it.</summary>
    public static string TitleOf(ResourceStatement statement) => statement.Title.Node switch
    {
        YamlScalar scalar => scalar.Text,
        YamlSequence list when statement.Schema?.TitleIsList != true => string.Join(", ", list.Items.Select(static item => item is YamlScalar scalar ? scalar.Text : "…")),
        var node => node.Source.Text[node.Start..node.End],
    };

    private string Write()
    {
        _page.Append($"# {_recipe.Name}\n");
        Paragraph(Markdown.Prose(_recipe.Summary));
        Paragraph(Relations());
        Table("## Attributes", AttributeRows.Columns, AttributeRows.Of(_recipe.Attributes, $"{_recipe.NameInExpressions}."));
        AppendPart(_recipe.Main, "##");
        foreach (var part in _recipe.Parts.Values.Where(static part => part.Name.Length > 0))
            AppendNamedPart(part);
        foreach (var type in _recipe.Types.Values)
            AppendType(type);
        return _page.ToString();
    }

    private string Relations()
    {
        var text = new StringBuilder($"Version {_recipe.Version.ToNormalizedString()}.");
        if (_recipe.Depends.Length > 0)
            text.Append($" Depends on {string.Join(", ", _recipe.Depends.Select(DependencyText))}.");
        var dependents = _tree.RecipeNames.Select(_tree.FindRecipe).OfType<Recipe>().Where(other => other.Depends.Any(needed => needed.Recipe == _recipe.Name)).Select(static other => Link(other.Name)).ToList();
        if (dependents.Count > 0)
            text.Append($" Needed by {string.Join(", ", dependents)}.");
        var roles = RolesWith(part: null);
        text.Append(roles.Count > 0 ? $" Roles: {string.Join(", ", roles)}." : " In no role.");
        return text.ToString();
    }

    private string DependencyText(Dependency needed) =>
        $"{(_tree.FindRecipe(needed.Recipe) is null ? needed.Recipe : Link(needed.Recipe))} {Markdown.Code(needed.Wants.Constraint.ToString())}";

    /// <summary>Those whose list names the recipe, or the part.</summary>
    private List<string> RolesWith(string? part) =>
        [.. _tree.Roles.Values.Where(role => role.Recipes.Any(entry => entry.Recipe == _recipe.Name && entry.Part == part)).Select(static role => Markdown.Code(role.Name))];

    private static string Link(string recipe) => $"[{recipe}]({recipe}.md)";

    private void AppendNamedPart(RecipePart part)
    {
        _page.Append($"\n## {_recipe.Name}::{part.Name}\n");
        Paragraph(Markdown.Prose(part.Summary));
        var roles = RolesWith(part.Name);
        if (roles.Count > 0)
            Paragraph($"Roles: {string.Join(", ", roles)}.");
        AppendPart(part, "###");
    }

    private void AppendPart(RecipePart part, string heading)
    {
        Table($"{heading} Peers", ["name", "query", "must have", "how many", "otherwise", "meaning"], part.Peers.Select(PeerRow));
        Table($"{heading} Resources", ResourceColumns, part.Resources.Select(ResourceRow));
        Table($"{heading} Firewall", OpenPorts.Columns, _ports.Of(part.Resources));
        Table($"{heading} Checks", ["check", "only when"], part.Checks.Select(static check => (string[])[Markdown.Code(CheckText(check)), Condition(check.When)]));
    }

    private void AppendType(OwnType type)
    {
        _page.Append($"\n## Type {type.Name}\n");
        Paragraph(Markdown.Prose(type.Summary));
        Table(null, AttributeRows.Columns, AttributeRows.Of(type.Parameters, ""));
        Table("### Resources", ResourceColumns, type.Resources.Select(ResourceRow));
        Table("### Firewall", OpenPorts.Columns, _ports.Of(type.Resources));
    }

    /// <summary>An expression without the quotes that YAML may want around it.</summary>
    public static string Condition(RecipeValue? when) => when is null ? "" : Markdown.Code(((YamlScalar)when.Node).Text);

    private static string[] PeerRow(PeerDeclaration peer) =>
    [
        Markdown.Code(peer.Name),
        Markdown.Code(((YamlScalar)peer.Query.Node).Text),
        string.Join(", ", peer.Require.Select(static field => Markdown.Code(field.Text))),
        Number(peer),
        Markdown.Code(peer.Otherwise.ToString().ToLowerInvariant()),
        Markdown.Prose(Remark.Of(peer.Query.Node.Source, peer.At, value: null)),
    ];

    private static string Number(PeerDeclaration peer) => peer switch
    {
        { Count: { } count } => $"{count}",
        { Min: { } min, Max: { } max } => $"{min} to {max}",
        { Min: { } min } => $"at least {min}",
        { Max: { } max } => $"at most {max}",
        _ => "",
    };

    private static string[] ResourceRow(Statement statement)
    {
        var when = Condition(statement.When);
        return statement switch
        {
            IncludeStatement include => ["include", Markdown.Code(include.Target.ToString()), "", when],
            ResourceStatement resource => [resource.Type.Text, Markdown.Code(TitleOf(resource)), resource.ForEach is { } each ? Markdown.Code(each.List.Node) : "", when],
            _ => throw new ArgumentException($"no text for {statement.GetType().Name}", nameof(statement)),
        };
    }

    private static string CheckText(CheckStatement check) =>
        $"{check.Type.Text}: {(check.Subject.Node is YamlScalar scalar ? scalar.Text : check.Subject.Node.Source.Text[check.Subject.Node.Start..check.Subject.Node.End])}";

    private void Paragraph(string text)
    {
        if (text.Length > 0)
            _page.Append('\n').Append(text).Append('\n');
    }

    private void Table(string? heading, string[] columns, IEnumerable<string[]> rows)
    {
        var table = new StringBuilder();
        Markdown.AppendTable(table, columns, rows);
        if (table.Length > 0)
            _page.Append(heading is null ? "" : $"\n{heading}\n").Append(table);
    }
}
