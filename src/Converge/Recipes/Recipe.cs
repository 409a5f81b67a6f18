using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Yaml;
using Converge.Recipes.Statements;
using Converge.Recipes.Versions;
using Converge.Resources;
using NuGet.Versioning;

namespace Converge.Recipes;

/// <summary>A recipe with everything in its folder, as one commit has it. It does not change.</summary>
public sealed record Recipe(string Name, SourceSpan At)
{
    public required NuGetVersion Version { get; init; }

    public string? Summary { get; init; }

    public ImmutableArray<Dependency> Depends { get; init; } = [];

    /// <summary>Defaults, which are also the schema; null if there are none.</summary>
    public YamlMapping? Attributes { get; init; }

    /// <summary>By name; the recipe itself is the part with the empty name.</summary>
    public required ImmutableSortedDictionary<string, RecipePart> Parts { get; init; }

    /// <summary>The types of resources that it defines, by the name after the dot.</summary>
    public ImmutableSortedDictionary<string, OwnType> Types { get; init; } = ImmutableSortedDictionary<string, OwnType>.Empty;

    public required RecipeFiles Files { get; init; }

    /// <summary>What is wrong with its files, each looked at alone.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    public bool HasErrors => Diagnostics.Any(static d => d.Severity == Severity.Error);

    public RecipePart Main => Parts[""];

    /// <summary>How expressions call its attributes.</summary>
    public string NameInExpressions => Names.InExpressions(Name);

    /// <summary>Peers that are known in all of it and those of one part.</summary>
    public IEnumerable<PeerDeclaration> PeersOf(RecipePart part) => ReferenceEquals(part, Main) ? part.Peers : Main.Peers.Concat(part.Peers);

    public bool Equals(Recipe? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}

/// <param name="Wants">Which of its versions, and where that stands.</param>
public sealed record Dependency(string Recipe, SourceSpan At, Requirement Wants);

/// <summary>A file of a recipe with resources: <c>recipe.yaml</c> itself, or one beside it.</summary>
/// <param name="Name">Empty for the recipe itself.</param>
public sealed record RecipePart(string Name, SourceSpan At)
{
    public string? Summary { get; init; }

    public ImmutableArray<PeerDeclaration> Peers { get; init; } = [];

    public ImmutableArray<Statement> Resources { get; init; } = [];

    public ImmutableArray<CheckStatement> Checks { get; init; } = [];
}

/// <summary>A type of resource that consists of others.</summary>
/// <param name="Name">With the recipe: <c>nginx.site</c>.</param>
/// <param name="Parameters">Defaults, which are also the schema; null if there are none.</param>
public sealed record OwnType(string Name, SourceSpan At, YamlMapping? Parameters)
{
    public string? Summary { get; init; }

    public ImmutableArray<Statement> Resources { get; init; } = [];
}

/// <summary>What healthy means: one entry of <c>checks</c>.</summary>
public sealed record CheckStatement(YamlScalar Type, ResourceSchema Schema, RecipeValue Subject)
{
    public ImmutableArray<PropertyValue> Properties { get; init; } = [];

    public RecipeValue? When { get; init; }

    public SourceSpan At => Type.Span;
}

/// <summary>A search for other nodes with a contract.</summary>
public sealed record PeerDeclaration(string Name, SourceSpan At, RecipeValue Query)
{
    /// <summary>Fields that a node must have to be of use.</summary>
    public ImmutableArray<YamlScalar> Require { get; init; } = [];

    public int? Min { get; init; }

    public int? Max { get; init; }

    public int? Count { get; init; }

    public Otherwise Otherwise { get; init; }
}

/// <summary>What becomes of a search whose answer breaks the contract.</summary>
public enum Otherwise
{
    /// <summary>The last good answer counts on.</summary>
    Keep,

    /// <summary>There is no catalog.</summary>
    Fail,

    /// <summary>The answer counts as no node at all.</summary>
    Empty,
}
