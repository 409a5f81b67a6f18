namespace Converge.Recipes.Skeletons;

internal static class EnvironmentSkeleton
{
    public static Skeleton Make(string name) => new([new($"environments/{name}.yaml", Text(name))], "name it as the 'environment' of nodes in nodes/");

    private static string Text(string name) =>
        $$$"""
        # A stage of the fleet. nodes/ says which nodes are in it.
        name: {{{name}}}
        summary: what it is for, in one line

        # The branch, tag or commit that its nodes apply.
        # follow: main

        # Which versions of the recipes it takes; 'converge lock' pins them.
        # recipes:
        #   base: "[1.0,2.0)"

        # What differs here, by recipe: over what roles say, under what nodes say.
        # attributes:
        #   base: {key: value}

        # The same for nodes with a role, over the above.
        # roles:
        #   web:
        #     attributes:
        #       base: {key: value}

        """;
}
