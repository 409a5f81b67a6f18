namespace Converge.Lab.Fleets;

/// <summary>
/// The tree as the server of a lab knows it: a repository with a commit for each state that it was brought up in. Nobody needs to
/// commit anything to try it.
/// </summary>
public static class FleetRepository
{
    public const string Name = "fleet";

    /// <returns>The commit of the tree as it is now: the last one, if that is the same.</returns>
    /// <param name="tree">The folder with <c>recipes/</c> and <c>nodes/</c>.</param>
    /// <param name="destination">What nodes see at <see cref="SampleRepositories.Place"/>.</param>
    public static async Task<string> CommitAsync(string tree, string destination, CancellationToken cancel)
    {
        var git = new LabGit(Path.Combine(destination, Name + SampleRepositories.Ending));
        await git.PrepareAsync(cancel).ConfigureAwait(false);
        var content = await git.StoreAsync(tree, [.. TreeArchive.Folders.Where(folder => Directory.Exists(Path.Combine(tree, folder)))], cancel).ConfigureAwait(false);
        var last = await git.FindAsync(LabGit.Branch, cancel).ConfigureAwait(false);
        return last is not null && await git.FindAsync($"{last}^{{tree}}", cancel).ConfigureAwait(false) == content
            ? last
            // An agent goes on to what comes after the commit that it has, and to nothing else.
            : await git.CommitAsync(content, "the tree as it was brought up", last, date: null, cancel).ConfigureAwait(false);
    }
}
