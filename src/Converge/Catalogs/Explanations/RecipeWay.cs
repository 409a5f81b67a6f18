using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Nodes;
using Converge.Recipes;

namespace Converge.Catalogs.Explanations;

/// <summary>How a recipe comes into a run list: from a role, over recipes that depend on others.</summary>
public sealed record RecipeWay(string Role, ImmutableArray<WayStep> Steps)
{
    /// <summary>The shortest way from each role that brings an entry of a run list.</summary>
    /// <param name="entry">A recipe or a part of one, as in the run list.</param>
    internal static IEnumerable<RecipeWay> To(string entry, IEnumerable<Role> roles, IRecipeSource recipes) =>
        roles.Select(role => To(entry, role, recipes)).OfType<RecipeWay>();

    /// <summary>The same with what gives a node its roles.</summary>
    internal static IEnumerable<RecipeWay> To(string entry, NodeIdentity node, RecipeTree tree, IRecipeSource recipes)
    {
        foreach (var name in node.Roles)
        {
            if (tree.Roles.TryGetValue(name.Name, out var role) && To(entry, role, recipes) is { } way)
                yield return name.At is { } at ? way with { Steps = way.Steps.Insert(0, new($"node {node.Name}", $"role {role.Name}", at)) } : way;
        }
    }

    private static RecipeWay? To(string entry, Role role, IRecipeSource recipes)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Queue<(string Entry, string Recipe, ImmutableArray<WayStep> Steps)>();
        foreach (var reference in role.Recipes)
            pending.Enqueue((reference.ToString(), reference.Recipe, [new($"role {role.Name}", $"recipe {reference}", reference.At)]));
        while (pending.TryDequeue(out var reached))
        {
            if (reached.Entry == entry)
                return new(role.Name, reached.Steps);
            if (!seen.Add(reached.Recipe) || recipes.FindRecipe(reached.Recipe) is not { } recipe)
                continue;
            foreach (var needed in recipe.Depends)
                pending.Enqueue((needed.Recipe, needed.Recipe, reached.Steps.Add(new($"recipe {reached.Entry}", $"recipe {needed.Recipe}", needed.At))));
        }
        return null;
    }
}

/// <summary>One step: <c>role haproxy</c> has <c>recipe haproxy</c>, which has <c>recipe base</c>.</summary>
/// <param name="At">Where that is said.</param>
public sealed record WayStep(string From, string To, SourceSpan At);
