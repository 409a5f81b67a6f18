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

    private const string Branch = "main";
    private const string Ending = ".git";

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    // Any date will do as long as it is always the same.
    private const string Date = "2000-01-01T00:00:00Z";

    private static readonly string[] Person = ["GIT_AUTHOR_NAME=lab", "GIT_AUTHOR_EMAIL=lab@localhost", $"GIT_AUTHOR_DATE={Date}", "GIT_COMMITTER_NAME=lab", "GIT_COMMITTER_EMAIL=lab@localhost", $"GIT_COMMITTER_DATE={Date}"];

    // What the user or the machine has set would find its way into what is stored.
    private static readonly string[] Nobody = ["GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "LC_ALL=C"];

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
        foreach (var source in sources)
            await MakeAsync(source, Path.Combine(destination, Path.GetFileName(source) + Ending), cancel).ConfigureAwait(false);
        return [.. sources.Select(static source => Path.GetFileName(source))];
    }

    /// <returns>The commit.</returns>
    public static async Task<string> MakeAsync(string source, string repository, CancellationToken cancel)
    {
        Directory.CreateDirectory(repository);
        // For all: it is root's, and read by whoever an application runs as.
        File.SetUnixFileMode(repository, Readable);
        await RunAsync(repository, [], ["init", "--quiet", "--bare", "--shared=0644", "--template=", $"--initial-branch={Branch}", repository], cancel).ConfigureAwait(false);
        var index = Path.Combine(repository, "index");
        try
        {
            string[] work = [$"GIT_WORK_TREE={Path.GetFullPath(source)}", $"GIT_INDEX_FILE={index}"];
            await RunAsync(repository, work, ["add", "--all", "--force", "."], cancel).ConfigureAwait(false);
            var content = await RunAsync(repository, work, ["write-tree"], cancel).ConfigureAwait(false);
            var commit = await RunAsync(repository, Person, ["commit-tree", "-m", Path.GetFileName(source), content], cancel).ConfigureAwait(false);
            await RunAsync(repository, [], ["update-ref", $"refs/heads/{Branch}", commit], cancel).ConfigureAwait(false);
            return commit;
        }
        finally
        {
            File.Delete(index);
        }
    }

    /// <summary>The <c>/etc/gitconfig</c> of a node: git reads nothing that belongs to somebody else unless it is told that it may.</summary>
    public static string Settings(IEnumerable<string> names) =>
        string.Concat((IEnumerable<string>)["[safe]\n", .. names.Select(static name => $"\tdirectory = {Place}/{name}{Ending}\n")]);

    private static async Task<string> RunAsync(string repository, string[] environment, string[] arguments, CancellationToken cancel)
    {
        var folder = environment.FirstOrDefault(static variable => variable.StartsWith("GIT_WORK_TREE=", StringComparison.Ordinal))?.Split('=', 2)[1] ?? repository;
        string[] command = ["env", "-i", $"PATH={Environment.GetEnvironmentVariable("PATH")}", .. Nobody, $"GIT_DIR={Path.GetFullPath(repository)}", .. environment, "git", "-C", folder, .. arguments];
        var ran = await LabProcess.RunAsync(command, "", cancel).ConfigureAwait(false);
        return ran.ExitCode == 0 ? ran.Output.Trim() : throw new LabException($"'git {arguments[0]}' in '{repository}' ended with {ran.ExitCode}: {ran.Error.Trim()}");
    }
}
