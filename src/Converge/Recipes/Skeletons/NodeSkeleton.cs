namespace Converge.Recipes.Skeletons;

internal static class NodeSkeleton
{
    public static Skeleton Make(string name, RecipeTree tree) =>
        new([new($"nodes/{name}.yaml", Text(name, tree.Environments.Keys.First(), tree.Roles.Keys))], $"give it its roles; 'converge explain RECIPE --node {name}' tells what it gets by them");

    public static SkeletonProblem? Problem(string name, RecipeTree tree)
    {
        if (!name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || name.Length == 0 || !char.IsAsciiLetterOrDigit(name[0]))
            return new($"'{name}' is no name of a node: expected letters, digits, '-', '_' and '.', beginning with a letter or a digit");
        if (tree.Nodes.FirstOrDefault(entry => entry.Matches(name)) is { } entry)
            return new($"there is a node '{name}' already", $"{entry.At} has '{entry.Pattern}'");
        return tree.Environments.IsEmpty ? new("there is no environment that it could be in", "'converge new environment production' makes one") : null;
    }

    private static string Text(string name, string environment, IEnumerable<string> roles) =>
        $$"""
        # Which roles it has, and in which environment: this decides what it gets, and which secrets it may read.
        - name: {{name}}
          environment: {{environment}}
          # {{(roles.Any() ? $"The roles that there are: {string.Join(", ", roles)}." : "'converge new role NAME' makes one.")}}
          roles: []
          # Its address, for other nodes that look for it without a server.
          # ip: 10.0.0.1
          # What differs on this node alone, by recipe: the last word.
          # attributes:
          #   recipe: {key: value}

        """;
}
