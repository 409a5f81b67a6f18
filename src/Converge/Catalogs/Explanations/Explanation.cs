using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Recipes;
using Converge.Recipes.Attributes;
using Converge.Resources;

namespace Converge.Catalogs.Explanations;

/// <summary>Why something on a node is as it is.</summary>
/// <param name="Subject">What is explained, in its full name.</param>
public abstract record Explanation(string Subject);

/// <summary>Attributes with everything that had a say in them.</summary>
/// <param name="Value">What they come to, together; null if there were errors.</param>
public sealed record AttributeExplanation(string Subject, Value? Value, ImmutableArray<AttributeStory> Attributes) : Explanation(Subject);

/// <summary>One attribute that is no map.</summary>
/// <param name="Value">Secrets are masked; null if there were errors.</param>
/// <param name="Says">Lowest layer first.</param>
public sealed record AttributeStory(string Path, Value? Value, ImmutableArray<LayerSay> Says);

/// <summary>What one layer says of an attribute.</summary>
/// <param name="Written">As it stands there, templates unevaluated.</param>
/// <param name="Appends">Whether it goes behind what lower layers say.</param>
/// <param name="Counts">Whether it is in the value, and not replaced by a higher layer.</param>
public sealed record LayerSay(AttributeLayer Layer, string Origin, SourceSpan At, Value Written, bool Appends, bool Counts)
{
    /// <summary>What its templates give on this node, masked; null if there are none, or they fail.</summary>
    public Value? Given { get; init; }

    /// <summary>Why its templates give nothing.</summary>
    public string? Problem { get; init; }
}

/// <summary>A resource of the catalog.</summary>
/// <param name="Recipe">The entry of the run list that declares it.</param>
public sealed record ResourceExplanation(string Subject, CatalogResource Resource, CatalogRecipe Recipe) : Explanation(Subject)
{
    public ImmutableArray<RecipeWay> Ways { get; init; } = [];

    /// <summary>Where the part that declares it is included, if it is.</summary>
    public ImmutableArray<SourceSpan> IncludedAt { get; init; } = [];

    public ImmutableArray<Notifier> NotifiedBy { get; init; } = [];

    /// <summary>Resources that come after this one by <c>after</c>.</summary>
    public ImmutableArray<ResourceId> Before { get; init; } = [];

    /// <summary>What its recipe asked of other nodes.</summary>
    public ImmutableArray<PeerAnswer> Peers { get; init; } = [];
}

/// <summary>A resource that asks another one for a refresh when it changes.</summary>
public sealed record Notifier(string Verb, ResourceId Resource, SourceSpan At);

/// <summary>A resource that consists of others.</summary>
public sealed record ContainerExplanation(string Subject, Container Container) : Explanation(Subject);

/// <summary>A resource that is not in the catalog, but could be.</summary>
public sealed record MissingResourceExplanation(string Subject) : Explanation(Subject)
{
    /// <summary>Those whose condition is false.</summary>
    public ImmutableArray<ExcludedResource> Excluded { get; init; } = [];

    /// <summary>Where it is written.</summary>
    public ImmutableArray<Declaration> Declarations { get; init; } = [];
}

/// <summary>A place in a recipe where a resource is written.</summary>
/// <param name="Recipe">As a run list names it.</param>
/// <param name="Title">As written, which may be a template.</param>
/// <param name="Runs">Whether that recipe is in the run list of the node.</param>
/// <param name="Ways">If it is not: the roles that would bring it.</param>
public sealed record Declaration(string Recipe, string Title, SourceSpan At, bool Runs, ImmutableArray<RecipeWay> Ways);

/// <summary>A search for peers.</summary>
public sealed record PeersExplanation(string Subject, PeerDeclaration Search, PeerAnswer Answer) : Explanation(Subject);

/// <summary>A recipe, or a part of one.</summary>
/// <param name="Recipe">Null if it is not in the run list.</param>
public sealed record RecipeExplanation(string Subject, Recipe Source, CatalogRecipe? Recipe) : Explanation(Subject)
{
    public bool Runs { get; init; }

    /// <summary>How it comes into the run list; if it is not there, how it would.</summary>
    public ImmutableArray<RecipeWay> Ways { get; init; } = [];

    public ImmutableArray<AttributeStory> Attributes { get; init; } = [];
}

/// <summary>Something that there is not.</summary>
public sealed record NoExplanation(string Subject, string Problem, string? Hint = null) : Explanation(Subject);
