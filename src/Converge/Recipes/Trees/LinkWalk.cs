namespace Converge.Recipes.Trees;

/// <summary>Where a path of a tree leads when the links on the way are followed, as the system does, but never out of the tree.</summary>
/// <param name="Path">Without links; null if it cannot be followed.</param>
/// <param name="Problem">Why not.</param>
internal readonly record struct LinkWalk(string? Path, string? Problem)
{
    private const int MostLinks = 40;

    /// <param name="targetOf">What a link says; null for what is no link.</param>
    public static LinkWalk Of(string path, Func<string, string?> targetOf)
    {
        var todo = new Stack<string>(path.Split('/').Reverse());
        var done = new List<string>();
        var (links, last) = (0, "");
        while (todo.TryPop(out var part))
        {
            if (part is "" or ".")
                continue;
            if (part == ".." && done.Count == 0)
                return new(null, $"{last}, which leads out of the tree");
            if (part == "..")
            {
                done.RemoveAt(done.Count - 1);
                continue;
            }
            done.Add(part);
            var here = string.Join('/', done);
            if (targetOf(here) is not { } target)
                continue;
            done.RemoveAt(done.Count - 1);
            last = $"'{here}' is a link to '{target}'";
            if (++links > MostLinks)
                return new(null, $"{last}, which leads back to where it began");
            // An absolute link leads out of the tree wherever it points: the same commit elsewhere would not have the file.
            if (target.StartsWith('/'))
                return new(null, $"{last}, which leads out of the tree");
            foreach (var next in target.Split('/').Reverse())
                todo.Push(next);
        }
        return new(string.Join('/', done), null);
    }
}
