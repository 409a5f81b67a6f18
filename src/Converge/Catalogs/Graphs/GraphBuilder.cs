using Converge.Nodes;
using Converge.Recipes;
using Converge.Resources;

namespace Converge.Catalogs.Graphs;

/// <summary>Draws up the graph of a tree, or of one node.</summary>
public sealed class GraphBuilder
{
    private readonly IRecipeSource _recipes;
    private readonly Dictionary<string, GraphNode> _nodes = new(StringComparer.Ordinal);
    private readonly List<GraphEdge> _edges = [];
    private readonly HashSet<(string, string, GraphEdgeKind)> _known = [];

    private GraphBuilder(IRecipeSource recipes) => _recipes = recipes;

    /// <summary>All recipes with the roles that bring them. What resources do to each other only the nodes can tell, so they are compiled.</summary>
    public static RecipeGraph OfTree(Fleet fleet)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        var builder = new GraphBuilder(fleet.Tree);
        foreach (var role in fleet.Tree.Roles.Values)
            builder.AddRole(role);
        foreach (var name in fleet.Tree.RecipeNames)
            builder.AddRecipe(name, name);
        foreach (var catalog in fleet.Nodes.ToList().AsParallel().AsOrdered().Select(node => fleet.Compile(node).Catalog).OfType<Catalog>())
            builder.AddReferences(catalog);
        return builder.ToGraph("all recipes");
    }

    /// <summary>The run list of a node.</summary>
    public static RecipeGraph OfNode(Fleet fleet, NodeIdentity node, Catalog catalog)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(catalog);
        var builder = new GraphBuilder(fleet.InputsOf(node).Recipes);
        var count = catalog.Resources.Count();
        builder._nodes.Add("node", new("node", GraphNodeKind.Node, node.Name, $"{node.Environment}, {Count(count)}"));
        foreach (var name in node.Roles)
        {
            builder.AddRole(fleet.Tree.Roles[name.Name]);
            builder.Add(new("node", $"role {name.Name}", GraphEdgeKind.Has, name.At));
        }
        foreach (var recipe in catalog.Recipes)
            builder._nodes[recipe.Name] = builder._nodes[recipe.Name] with { Detail = $"{recipe.Version}, {Count(recipe.Resources.Length)}" };
        builder.AddReferences(catalog);
        return builder.ToGraph(node.Name) with { Order = [.. catalog.Recipes.Select(static recipe => recipe.Name)] };
    }

    private static string Count(int resources) => resources == 1 ? "1 resource" : $"{resources} resources";

    private RecipeGraph ToGraph(string title) => new(title, [.. _nodes.Values], [.. _edges]);

    private void AddRole(Role role)
    {
        var id = $"role {role.Name}";
        if (!_nodes.TryAdd(id, new(id, GraphNodeKind.Role, $"role {role.Name}", role.Summary ?? "")))
            return;
        foreach (var reference in role.Recipes)
        {
            if (AddRecipe(reference.ToString(), reference.Recipe))
                Add(new(id, reference.ToString(), GraphEdgeKind.Has, reference.At));
        }
    }

    /// <param name="entry">The recipe, or a part of it.</param>
    private bool AddRecipe(string entry, string name)
    {
        if (_nodes.ContainsKey(entry))
            return true;
        if (_recipes.FindRecipe(name) is not { } recipe)
            return false;
        _nodes.Add(entry, new(entry, GraphNodeKind.Recipe, entry, recipe.Version.ToNormalizedString()));
        foreach (var needed in recipe.Depends)
        {
            if (AddRecipe(needed.Recipe, needed.Recipe))
                Add(new(entry, needed.Recipe, GraphEdgeKind.DependsOn, needed.At));
        }
        return true;
    }

    private void AddReferences(Catalog catalog)
    {
        var owners = new Dictionary<ResourceId, string>();
        foreach (var recipe in catalog.Recipes)
        {
            foreach (var resource in recipe.Resources)
                owners.Add(resource.Id, recipe.Name);
        }
        foreach (var resource in catalog.Resources)
        {
            foreach (var before in resource.After)
                AddBetween(owners[resource.Id], owners[before], GraphEdgeKind.After);
            foreach (var notification in resource.Notifies)
                AddBetween(owners[resource.Id], owners[notification.Target], GraphEdgeKind.Notifies);
        }
    }

    private void AddBetween(string from, string to, GraphEdgeKind kind)
    {
        if (from != to && _nodes.ContainsKey(from) && _nodes.ContainsKey(to))
            Add(new(from, to, kind));
    }

    private void Add(GraphEdge edge)
    {
        if (_known.Add((edge.From, edge.To, edge.Kind)))
            _edges.Add(edge);
    }
}
