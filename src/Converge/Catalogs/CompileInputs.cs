using System.Collections.Immutable;
using Converge.Facts;
using Converge.Language.Templates;
using Converge.Nodes;
using Converge.Recipes;

namespace Converge.Catalogs;

/// <summary>Everything that a catalog depends on. Nothing else reaches the compiler: no machine, no clock, no network.</summary>
public sealed record CompileInputs
{
    /// <summary>Roles, environments and nodes, and the recipes of this commit.</summary>
    public required RecipeTree Tree { get; init; }

    /// <summary>The recipes in the versions that the node's environment has pinned.</summary>
    public required IRecipeSource Recipes { get; init; }

    public required NodeIdentity Node { get; init; }

    public FactSet Facts { get; init; } = FactSet.Unknown;

    /// <summary>Looked at only if something searches.</summary>
    public Lazy<INodeSearch> Inventory { get; init; } = new(Nodes.Inventory.Empty);

    /// <summary>Good answers of an earlier run, by recipe and name of the search: <c>haproxy backends</c>.</summary>
    public ImmutableDictionary<string, PeerAnswer> LastAnswers { get; init; } = ImmutableDictionary<string, PeerAnswer>.Empty;

    public ISecretProvider? Secrets { get; init; }

    /// <summary>What was found out with other nodes of the same tree and recipes. It makes no difference but to the time that it takes.</summary>
    public NodeKinds Kinds { get; init; } = new();

    /// <summary>What ages in queries count from.</summary>
    public DateTimeOffset Now { get; init; }
}
