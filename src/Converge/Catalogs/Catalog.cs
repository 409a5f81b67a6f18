using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Recipes;
using Converge.Resources;

namespace Converge.Catalogs;

/// <summary>What a node should be: the result of compiling, complete and free of expressions. Equal inputs give equal catalogs.</summary>
public sealed record Catalog(string Node, string Environment)
{
    public string? Commit { get; init; }

    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>In the order in which they are applied.</summary>
    public ImmutableArray<CatalogRecipe> Recipes { get; init; } = [];

    /// <summary>Resources that consist of others.</summary>
    public ImmutableArray<Container> Containers { get; init; } = [];

    /// <summary>The answers of all searches for peers.</summary>
    public ImmutableArray<PeerAnswer> Peers { get; init; } = [];

    /// <summary>Queries that templates asked by themselves.</summary>
    public ImmutableArray<string> Searches { get; init; } = [];

    /// <summary>What this is a part of: who reads one wish may have to know all of them. Null for a whole one.</summary>
    public Catalog? Whole { get; init; }

    /// <summary>All resources, in the order in which they are applied.</summary>
    public IEnumerable<CatalogResource> Resources => Recipes.SelectMany(static recipe => recipe.Resources);

    /// <summary>The part that is about these alone; health is not asked for.</summary>
    public Catalog Only(IReadOnlySet<ResourceId> ids) => this with
    {
        Whole = Whole ?? this,
        Recipes = [.. Recipes.Select(recipe => recipe with { Resources = [.. recipe.Resources.Where(resource => ids.Contains(resource.Id))], Checks = [] }).Where(static recipe => !recipe.Resources.IsEmpty)],
    };

    public CatalogResource? Find(ResourceId id) => Resources.FirstOrDefault(resource => resource.Id == id);
}

/// <summary>The resources of a recipe, or of a part that is in the run list itself. They stand and fall together.</summary>
/// <param name="Name">As in the run list: <c>haproxy::logging</c>.</param>
/// <param name="DependsOn">Names of those whose failure stops this one.</param>
public sealed record CatalogRecipe(string Name, string Version, ImmutableArray<string> DependsOn)
{
    public ImmutableArray<CatalogResource> Resources { get; init; } = [];

    public ImmutableArray<CatalogCheck> Checks { get; init; } = [];
}

/// <summary>A wish about one thing on the machine.</summary>
/// <param name="At">Where it is declared.</param>
public sealed record CatalogResource(ResourceId Id, SourceSpan At)
{
    /// <summary>Other places that declare the same.</summary>
    public ImmutableArray<SourceSpan> AlsoAt { get; init; } = [];

    /// <summary>In their canonical form, without those to be left alone, by name.</summary>
    public required PropertyMap<CatalogProperty> Properties { get; init; }

    public ImmutableArray<Notification> Notifies { get; init; } = [];

    public ImmutableArray<ResourceId> After { get; init; } = [];

    /// <summary>The resource that it is a part of.</summary>
    public ResourceId? Container { get; init; }

    public bool IsSecret { get; init; }

    /// <summary>Whether what it says is made from the encrypted form of a secret, so that nothing can be compared with it.</summary>
    public bool IsSealed { get; init; }

    public bool IgnoresFailure { get; init; }

    public bool GuardsConnectivity { get; init; }

    /// <summary>The file of the recipe that is its content, if it has one.</summary>
    public RecipeFile? Source { get; init; }

    public Value this[string property] => Properties.TryGetValue(property, out var found) ? found.Value : Value.Null;
}

/// <param name="At">Where it was given.</param>
public sealed record CatalogProperty(Value Value, SourceSpan At);

/// <summary>A change here asks for a refresh there.</summary>
public sealed record Notification(string Verb, ResourceId Target)
{
    public override string ToString() => $"{Verb} {Target}";
}

/// <summary>A resource whose type a recipe defines.</summary>
/// <param name="Outer">The one that it is a part of itself.</param>
public sealed record Container(ResourceId Id, SourceSpan At, ResourceId? Outer)
{
    public ImmutableArray<ResourceId> Members { get; init; } = [];
}

/// <summary>What must be true on a healthy node.</summary>
public sealed record CatalogCheck(ResourceId Id, SourceSpan At)
{
    public required PropertyMap<CatalogProperty> Properties { get; init; }
}
