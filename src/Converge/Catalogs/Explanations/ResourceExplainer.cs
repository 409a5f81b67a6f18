using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Recipes;
using Converge.Recipes.Statements;
using Converge.Resources;

namespace Converge.Catalogs.Explanations;

/// <summary>Explains why a resource is in the catalog of a node, or why it is not.</summary>
internal sealed class ResourceExplainer(CompileInputs inputs, CompileResult result)
{
    public Explanation Explain(ResourceId id)
    {
        if (result.Catalog is not { } catalog)
            return new NoExplanation(id.ToString(), $"'{inputs.Node.Name}' has no catalog, because of these errors");
        if (catalog.Find(id) is { } resource)
            return Explain(resource, catalog);
        if (catalog.Containers.FirstOrDefault(container => container.Id == id) is { } container)
            return new ContainerExplanation(id.ToString(), container);
        var missing = new MissingResourceExplanation(id.ToString()) { Excluded = Excluded(id), Declarations = Declarations(id) };
        return missing is { Excluded.IsEmpty: true, Declarations.IsEmpty: true } ? Unknown(id, catalog) : missing;
    }

    private ResourceExplanation Explain(CatalogResource resource, Catalog catalog)
    {
        var recipe = catalog.Recipes.First(recipe => recipe.Resources.Contains(resource));
        return new(resource.Id.ToString(), resource, recipe)
        {
            Ways = [.. RecipeWay.To(recipe.Name, inputs.Node, inputs.Tree, inputs.Recipes)],
            IncludedAt = [.. Includes(resource.At.File).Distinct()],
            NotifiedBy = [.. catalog.Resources.SelectMany(other => other.Notifies.Where(n => n.Target == resource.Id).Select(n => new Notifier(n.Verb, other.Id, other.At)))],
            Before = [.. catalog.Resources.Where(other => other.After.Contains(resource.Id)).Select(static other => other.Id)],
            Peers = [.. catalog.Peers.Where(answer => answer.Recipe == recipe.Name || recipe.Name.StartsWith($"{answer.Recipe}::", StringComparison.Ordinal))],
        };
    }

    /// <summary>Where recipes of the node include the part that a file is.</summary>
    private IEnumerable<SourceSpan> Includes(string file)
    {
        var includes = result.RunList!.Recipes.SelectMany(static recipe => recipe.Parts.Values).SelectMany(static part => part.Resources).OfType<IncludeStatement>();
        foreach (var include in includes)
        {
            if (inputs.Recipes.FindRecipe(include.Target.Recipe)?.Parts.GetValueOrDefault(include.Target.Part ?? "") is { } part && part.At.File == file)
                yield return include.At;
        }
    }

    private ImmutableArray<ExcludedResource> Excluded(ResourceId id)
    {
        var sure = Among(excluded => Has(excluded, templates: false) || Includes(excluded, id));
        return sure.IsEmpty ? Among(excluded => Has(excluded, templates: true)) : sure;

        ImmutableArray<ExcludedResource> Among(Func<ExcludedResource, bool> isMeant) => [.. result.Excluded.Where(isMeant).Distinct()];

        bool Has(ExcludedResource excluded, bool templates) => excluded.Statement is ResourceStatement statement && DeclarationSearch.Has(statement, id, templates);
    }

    /// <summary>Whether a part that was left out has the resource.</summary>
    private bool Includes(ExcludedResource excluded, ResourceId id) =>
        excluded.Statement is IncludeStatement { Target: var target }
        && inputs.Recipes.FindRecipe(target.Recipe) is { } recipe
        && DeclarationSearch.In(recipe, id, templates: false).Any(found => found.Entry == target.ToString());

    private ImmutableArray<Declaration> Declarations(ResourceId id)
    {
        var all = inputs.Recipes.RecipeNames.Select(inputs.Recipes.FindRecipe).OfType<Recipe>().ToList();
        var sure = all.SelectMany(recipe => DeclarationSearch.In(recipe, id, templates: false)).Select(Describe).ToImmutableArray();
        if (!sure.IsEmpty || !result.Excluded.IsEmpty && !Excluded(id).IsEmpty)
            return sure;
        // A title that is a template can be anything; only those that run are worth a look.
        return [.. all.SelectMany(recipe => DeclarationSearch.In(recipe, id, templates: true)).Select(Describe).Where(static declaration => declaration.Runs)];
    }

    private Declaration Describe((string Entry, ResourceStatement Statement) found)
    {
        var runs = result.RunList!.Entries.Any(entry => entry.Name == found.Entry) || Includes(found.Statement.At.File).Any();
        return new(found.Entry, DeclarationSearch.TitleOf(found.Statement), found.Statement.At, runs, runs ? [] : [.. RecipeWay.To(found.Entry, inputs.Tree.Roles.Values, inputs.Recipes)]);
    }

    private static NoExplanation Unknown(ResourceId id, Catalog catalog)
    {
        const int Most = 8;
        var known = catalog.Resources.Select(static r => r.Id).Concat(catalog.Containers.Select(static c => c.Id)).ToList();
        var near = Suggestions.Hint(id.ToString(), known.Select(static k => k.ToString()));
        if (near is null && ResourceTypes.Find(id.Type) is null && !id.Type.Contains('.', StringComparison.Ordinal))
            near = Suggestions.Hint(id.Type, ResourceTypes.Names) ?? $"there is no resource type '{id.Type}'";
        var others = known.FindAll(other => other.Type == id.Type).ConvertAll(static other => other.ToString());
        if (others.Count is > 0 and <= Most)
            near ??= $"there {(others.Count == 1 ? "is" : "are")} {string.Join(", ", others)}";
        return new(id.ToString(), $"no recipe has {id}", near);
    }
}
