namespace Converge.Lab.Fleets;

/// <summary>A bare repository of git that a lab makes, which all its nodes can read.</summary>
/// <param name="folder">Where it is.</param>
internal sealed class LabGit(string folder)
{
    public const string Branch = "main";

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly string[] Person = ["GIT_AUTHOR_NAME=lab", "GIT_AUTHOR_EMAIL=lab@localhost", "GIT_COMMITTER_NAME=lab", "GIT_COMMITTER_EMAIL=lab@localhost"];

    // What the user or the machine has set would find its way into what is stored.
    private static readonly string[] Nobody = ["GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "LC_ALL=C"];

    /// <summary>Makes it, if it is not there.</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        // For all: it is root's, and read by whoever an application runs as.
        File.SetUnixFileMode(folder, Readable);
        await RunAsync([], ["init", "--quiet", "--bare", "--shared=0644", "--template=", $"--initial-branch={Branch}", folder], cancel).ConfigureAwait(false);
    }

    /// <summary>Takes in what a folder of this machine has, whatever it is told to leave out elsewhere.</summary>
    /// <param name="paths">Within the folder.</param>
    /// <returns>The name of the content.</returns>
    public async Task<string> StoreAsync(string source, IReadOnlyList<string> paths, CancellationToken cancel)
    {
        var index = Path.Combine(folder, $"index.{Environment.ProcessId}");
        try
        {
            string[] work = [$"GIT_WORK_TREE={Path.GetFullPath(source)}", $"GIT_INDEX_FILE={index}"];
            await RunAsync(work, ["add", "--all", "--force", "--", .. paths], cancel).ConfigureAwait(false);
            return await RunAsync(work, ["write-tree"], cancel).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(index);
        }
    }

    /// <summary>Puts a commit onto the branch.</summary>
    /// <param name="before">The commit that it comes after; null for the first.</param>
    /// <param name="date">Null for now.</param>
    public async Task<string> CommitAsync(string content, string message, string? before, string? date, CancellationToken cancel)
    {
        string[] dates = date is null ? [] : [$"GIT_AUTHOR_DATE={date}", $"GIT_COMMITTER_DATE={date}"];
        string[] parent = before is null ? [] : ["-p", before];
        var commit = await RunAsync([.. Person, .. dates], ["commit-tree", .. parent, "-m", message, content], cancel).ConfigureAwait(false);
        await RunAsync([], ["update-ref", $"refs/heads/{Branch}", commit], cancel).ConfigureAwait(false);
        return commit;
    }

    /// <summary>Null if there is nothing of that name.</summary>
    public async Task<string?> FindAsync(string name, CancellationToken cancel)
    {
        var ran = await TryAsync([], ["rev-parse", "--verify", "--quiet", name], cancel).ConfigureAwait(false);
        return ran.ExitCode == 0 ? ran.Output.Trim() : null;
    }

    private async Task<string> RunAsync(string[] environment, string[] arguments, CancellationToken cancel)
    {
        var ran = await TryAsync(environment, arguments, cancel).ConfigureAwait(false);
        return ran.ExitCode == 0 ? ran.Output.Trim() : throw new LabException($"'git {arguments[0]}' in '{folder}' ended with {ran.ExitCode}: {ran.Error.Trim()}");
    }

    private async Task<Ran> TryAsync(string[] environment, string[] arguments, CancellationToken cancel)
    {
        var place = environment.FirstOrDefault(static variable => variable.StartsWith("GIT_WORK_TREE=", StringComparison.Ordinal))?.Split('=', 2)[1] ?? folder;
        string[] command = ["env", "-i", $"PATH={Environment.GetEnvironmentVariable("PATH")}", .. Nobody, $"GIT_DIR={Path.GetFullPath(folder)}", .. environment, "git", "-C", place, .. arguments];
        return await LabProcess.RunAsync(command, "", cancel).ConfigureAwait(false);
    }
}
