using Converge.Language.Text;

namespace Converge.Recipes.Skeletons;

/// <summary>What can be begun, and under which names.</summary>
public static class SkeletonKinds
{
    public static readonly string[] Names = ["recipe", "role", "environment", "node"];

    /// <returns>Null if there can be none, for the reason that is given.</returns>
    public static Skeleton? Make(string kind, string name, RecipeTree tree, out SkeletonProblem problem)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(tree);
        problem = Problem(kind, name, tree)!;
        return problem is not null ? null : kind switch
        {
            "recipe" => RecipeSkeleton.Make(name),
            "role" => RoleSkeleton.Make(name, tree),
            "environment" => EnvironmentSkeleton.Make(name),
            _ => NodeSkeleton.Make(name, tree),
        };
    }

    private static SkeletonProblem? Problem(string kind, string name, RecipeTree tree) => kind switch
    {
        "recipe" when Recipes.Names.IsReserved(name) => new($"'{name}' is no name for a recipe: expressions use it themselves"),
        "recipe" or "role" or "environment" when !Recipes.Names.IsValid(name) => new($"'{name}' is no name for {Article(kind)}: expected {Recipes.Names.Rule}"),
        "recipe" => tree.RecipeNames.Contains(name, StringComparer.Ordinal) ? Exists(kind, name) : SameInExpressions(name, tree),
        "role" => tree.Roles.ContainsKey(name) ? Exists(kind, name) : null,
        "environment" => tree.Environments.ContainsKey(name) ? Exists(kind, name) : null,
        "node" => NodeSkeleton.Problem(name, tree),
        _ => new($"a '{kind}' cannot be made", Suggestions.Hint(kind, Names) ?? $"there are {string.Join(", ", Names)}"),
    };

    private static SkeletonProblem Exists(string kind, string name) => new($"there is {Article(kind)} '{name}' already");

    private static SkeletonProblem? SameInExpressions(string name, RecipeTree tree) =>
        tree.RecipeNames.FirstOrDefault(other => Recipes.Names.InExpressions(other) == Recipes.Names.InExpressions(name)) is { } same
            ? new($"'{name}' and the recipe '{same}' would both be '{Recipes.Names.InExpressions(name)}' in expressions")
            : null;

    private static string Article(string kind) => kind == "environment" ? $"an {kind}" : $"a {kind}";
}
