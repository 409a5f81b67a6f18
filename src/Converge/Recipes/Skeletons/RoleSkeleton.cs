namespace Converge.Recipes.Skeletons;

internal static class RoleSkeleton
{
    public static Skeleton Make(string name, RecipeTree tree)
    {
        var recipe = tree.RecipeNames.Contains(name, StringComparer.Ordinal) ? name : "";
        return new([new($"roles/{name}.yaml", Text(name, recipe))], $"name it in 'roles' of a node in nodes/; 'converge new node NAME' makes one");
    }

    private static string Text(string name, string recipe) =>
        $$"""
        # What a node is for. nodes/ says which nodes have it.
        name: {{name}}
        summary: what such a node does, in one line

        # In this order, each after those that it depends on; 'recipe::part' is a part of a recipe.
        recipes: [{{recipe}}]

        # What differs from the defaults of the recipes, by recipe. Maps merge, everything else replaces, 'key+' adds to a list.
        # 'converge explain recipe.key --node NODE' tells who has the last word.
        # attributes:
        #   {{(recipe.Length > 0 ? recipe : "recipe")}}: {key: value}

        """;
}
