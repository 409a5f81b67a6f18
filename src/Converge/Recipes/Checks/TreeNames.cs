using System.Collections.Immutable;

namespace Converge.Recipes.Checks;

/// <summary>Which names there are in which part of a tree; for each thing one shape, so that all see who was named.</summary>
internal sealed class TreeNames(Inspection inspection)
{
    private readonly Dictionary<Recipe, Shape> _attributes = [];
    private readonly Dictionary<PeerDeclaration, Shape> _peers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(Recipe, RecipePart?), NameScope> _scopes = [];

    private readonly ImmutableDictionary<string, Shape> _everywhere = ImmutableDictionary<string, Shape>.Empty.WithComparers(StringComparer.Ordinal)
        .Add("node", Shape.OfNames("name", "fqdn", "ip", "roles", "environment", "facts"))
        .Add("run", Shape.OfNames("environment", "commit"));

    private NameScope? _settings;
    private Shape? _documents;

    /// <summary>What roles, environments and nodes may name: all recipes, since a node may have any.</summary>
    public NameScope Settings => _settings ??= new(Recipe: null, _everywhere.SetItems(inspection.Recipes.Select(Named)));

    /// <summary>The fields that documents of nodes may have, for searches.</summary>
    public Shape Documents => _documents ??= Shape.Of(new[] { "name", "fqdn", "ip", "roles", "role", "recipes", "recipe", "environment", "facts", "ready", "seen", "commit" }
        .Select(static name => KeyValuePair.Create(name, Shape.Open())).Concat(inspection.Recipes.Select(Named)).DistinctBy(static member => member.Key));

    public Shape AttributesOf(Recipe recipe)
    {
        if (!_attributes.TryGetValue(recipe, out var shape))
            _attributes.Add(recipe, shape = Shape.OfDefaults(recipe.Attributes));
        return shape;
    }

    public Shape Of(PeerDeclaration peers)
    {
        if (!_peers.TryGetValue(peers, out var shape))
            _peers.Add(peers, shape = Shape.Open());
        return shape;
    }

    /// <summary>What defaults and queries of a recipe may name: attributes, and no peers.</summary>
    public NameScope Of(Recipe recipe)
    {
        if (!_scopes.TryGetValue((recipe, null), out var scope))
            _scopes.Add((recipe, null), scope = new(recipe, _everywhere.SetItems(inspection.Lookup.VisibleFrom(recipe).Select(Named))));
        return scope;
    }

    /// <summary>What the resources of a part may name.</summary>
    public NameScope Of(Recipe recipe, RecipePart part)
    {
        if (!_scopes.TryGetValue((recipe, part), out var scope))
            _scopes.Add((recipe, part), scope = Of(recipe).With("peers", PeersOf(recipe.PeersOf(part))));
        return scope;
    }

    /// <summary>What a template may name of which nobody knows who renders it.</summary>
    public NameScope OfAnyPart(Recipe recipe) => Of(recipe).With("peers", PeersOf(recipe.Parts.Values.SelectMany(static part => part.Peers))) with { IsOpen = true };

    private Shape PeersOf(IEnumerable<PeerDeclaration> peers) =>
        Shape.Of(peers.DistinctBy(static declaration => declaration.Name).Select(declaration => KeyValuePair.Create(declaration.Name, Of(declaration))));

    private KeyValuePair<string, Shape> Named(Recipe recipe) => KeyValuePair.Create(recipe.NameInExpressions, AttributesOf(recipe));
}
