namespace Converge.Lab.Fleets;

/// <summary>
/// Repositories of git for nodes that reach none: each folder below <c>lab/repositories</c> of a tree becomes one with a single
/// commit, whose name depends on nothing but what is in the folder.
/// </summary>
public static class SampleRepositories
{
    /// <summary>Where nodes have them, as <c>NAME.git</c>.</summary>
    public const string Place = "/srv/git";

    /// <summary>Where a tree has their folders.</summary>
    public const string Source = "lab/repositories";

    internal const string Ending = ".git";

    // Any date will do as long as it is always the same.
    private const string Date = "2000-01-01T00:00:00Z";

    /// <summary>Makes those of a tree, or brings those that are there to what the tree has now.</summary>
    /// <param name="tree">The folder with <c>recipes/</c> and <c>nodes/</c>.</param>
    /// <param name="destination">What nodes are to see at <see cref="Place"/>.</param>
    /// <returns>Their names, without <c>.git</c>.</returns>
    public static async Task<IReadOnlyList<string>> MakeAllAsync(string tree, string destination, CancellationToken cancel)
    {
        var folder = Path.Combine(tree, Source);
        if (!Directory.Exists(folder))
            return [];
        var sources = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).ToList();
        if (sources.Exists(static source => Path.GetFileName(source) == FleetRepository.Name))
            throw new LabException($"'{Source}/{FleetRepository.Name}' cannot be a repository of the lab", "the tree itself is called so; call it something else");
        foreach (var source in sources)
            await MakeAsync(source, Path.Combine(destination, Path.GetFileName(source) + Ending), cancel).ConfigureAwait(false);
        return [.. sources.Select(static source => Path.GetFileName(source))];
    }

    /// <returns>The commit.</returns>
    public static async Task<string> MakeAsync(string source, string repository, CancellationToken cancel)
    {
        var git = new LabGit(repository);
        await git.PrepareAsync(cancel).ConfigureAwait(false);
        var content = await git.StoreAsync(source, ["."], cancel).ConfigureAwait(false);
        return await git.CommitAsync(content, Path.GetFileName(source), before: null, Date, cancel).ConfigureAwait(false);
    }

    /// <summary>The <c>/etc/gitconfig</c> of a node: git reads nothing that belongs to somebody else unless it is told that it may.</summary>
    public static string Settings(IEnumerable<string> names) =>
        string.Concat((IEnumerable<string>)["[safe]\n", .. names.Select(static name => $"\tdirectory = {Place}/{name}{Ending}\n")]);
}
