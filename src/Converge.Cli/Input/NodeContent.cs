using Converge.Catalogs;
using Converge.Cli.Output;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Recipes;
using Converge.Resources;

namespace Converge.Cli.Input;

/// <summary>What a resource or a template of a recipe comes to on a node of the tree.</summary>
internal sealed class NodeContent(Workspace workspace, Fleet fleet, NodeIdentity node)
{
    private const string ContentProperty = "content";
    private const string Recipes = "recipes";
    private const string Templates = "templates";

    /// <summary>The content of a resource, as it is in the catalog: with the names of whoever declares it, its item included.</summary>
    /// <exception cref="UserException">There is no such resource, or it has no content.</exception>
    public ReadOnlyMemory<byte> OfResource(ResourceId id)
    {
        var result = fleet.Compile(node);
        Refuse(result.Diagnostics);
        if (result.Catalog!.Find(ResourceTypes.Canonical(id)) is not { } resource)
            throw new UserException($"there is no {id} on '{node.Name}'", Suggestions.Hint(id.ToString(), result.Catalog.Resources.Select(static r => r.Id.ToString())) ?? $"'converge explain '{id}' {ChosenNode.Option.Name} {node.Name}' tells why");
        if (resource.IsSecret || resource[ContentProperty].IsSecret)
            throw Secret();
        if (resource.Source is { } source)
            return source.Content;
        return resource[ContentProperty] is { Kind: ValueKind.String } content
            ? Encoded.Of(content.AsString())
            : throw new UserException($"{resource.Id} has no content", $"it has {string.Join(", ", resource.Properties.Keys.DefaultIfEmpty("no properties"))}");
    }

    /// <summary>A template of a recipe with the names of the recipe.</summary>
    /// <param name="name">Its path, or the recipe and its name for it: <c>haproxy/haproxy.cfg</c>.</param>
    /// <param name="more">Names besides those.</param>
    public ReadOnlyMemory<byte> OfTemplate(string name, ScriptObject more)
    {
        var (recipe, template) = FindTemplate(name);
        var preview = Compiler.Render(fleet.InputsOf(node), recipe, template, more);
        Refuse(preview.Diagnostics);
        return preview.Output!.Value is { IsSecret: false } output ? Encoded.Of(output.AsString()) : throw Secret();
    }

    private static UserException Secret() => new("the output holds a secret, so it is not printed");

    private (Recipe Recipe, string Template) FindTemplate(string name)
    {
        var steps = (workspace.PathInTree(name) ?? name).Split('/');
        if (steps is [Recipes, _, Templates, .., _])
            steps = [steps[1], .. steps[3..]];
        if (steps is not [var recipe, .. { Length: > 0 } rest])
            throw new UserException($"'{name}' names no template of a recipe", "as in 'haproxy/haproxy.cfg', 'recipes/haproxy/templates/haproxy.cfg.sbn' or 'file[/etc/haproxy.cfg]'");
        var source = fleet.InputsOf(node).Recipes;
        var found = source.FindRecipe(recipe) ?? throw new UserException($"there is no recipe '{recipe}'", Suggestions.Hint(recipe, source.RecipeNames));
        var template = string.Join('/', rest);
        var names = found.Files.Names.ToList();
        return names.Find(known => known == template || known == template + RecipeFiles.TemplateExtension) is { } exact
            ? (found, exact)
            : throw new UserException($"recipe '{recipe}' has no template '{template}'", Suggestions.Hint(template, names) ?? (names.Count == 0 ? null : $"there are {string.Join(", ", names.Take(8))}"));
    }

    private void Refuse(IReadOnlyList<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(static problem => problem.Severity == Severity.Error).ToList();
        if (errors.Count > 0)
            throw new ComplaintException(errors, workspace.Find);
    }
}
