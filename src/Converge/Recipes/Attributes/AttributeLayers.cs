using Converge.Nodes;

namespace Converge.Recipes.Attributes;

/// <summary>What is said over the defaults of recipes, lowest first.</summary>
internal static class AttributeLayers
{
    /// <summary>What roles and the environment say, in the same way of all nodes that have them.</summary>
    public static IEnumerable<AttributeSource> OfKind(NodeIdentity node, RecipeTree tree)
    {
        foreach (var name in node.Roles)
        {
            if (tree.Roles.TryGetValue(name.Name, out var role))
                yield return new(AttributeLayer.Role, $"role {role.Name}", role.Attributes);
        }
        if (tree.Environments.TryGetValue(node.Environment.Name, out var environment))
        {
            yield return new(AttributeLayer.Environment, $"environment {environment.Name}", environment.Attributes);
            foreach (var name in node.Roles)
            {
                foreach (var role in environment.Roles.Where(role => role.Role == name.Name))
                    yield return new(AttributeLayer.RoleWithinEnvironment, $"role {role.Role} in environment {environment.Name}", role.Attributes);
            }
        }
    }

    /// <summary>What is said of the node itself.</summary>
    public static AttributeSource OfNode(NodeIdentity node) => new(AttributeLayer.Node, $"node {node.Name}", node.Attributes);
}
