using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;

namespace Converge.Recipes.Trees;

/// <summary>A bare repository that has what another one has: branches and tags, whatever they point to now.</summary>
[SupportedOSPlatform("linux")]
public sealed class GitMirror
{
    private static readonly string[] All = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];

    private GitMirror(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Makes it if it is not there.</summary>
    public static bool TryOpen(string folder, [NotNullWhen(true)] out GitMirror? mirror, [NotNullWhen(false)] out GitProblem? problem)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        mirror = null;
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = new($"'{folder}' cannot be made: {e.Message}");
            return false;
        }
        // One that is there already is left as it is, and one that was half made is finished.
        if (!GitProcess.TryRun(folder, ["init", "--quiet", "--bare", "--template="], out var output, out problem))
            return false;
        if (output.ExitCode != 0)
        {
            problem = GitProblem.Explain(folder, output.Error);
            return false;
        }
        mirror = new(folder);
        return true;
    }

    /// <summary>Fetches all branches and tags; those that are gone there go here.</summary>
    /// <param name="commit">To be fetched even if no branch has it.</param>
    public bool TryFetch(GitRemote remote, [NotNullWhen(false)] out GitProblem? problem, CancellationToken cancel, string? commit = null)
    {
        ArgumentNullException.ThrowIfNull(remote);
        string[] wanted = commit is null ? All : [.. All, commit];
        if (!GitProcess.TryRun(Folder, ["fetch", "--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "--force", "--", remote.Url, .. wanted], remote, out var output, out problem, cancel))
            return false;
        if (output.ExitCode != 0)
            problem = Explain(remote, output.Error, cancel);
        return output.ExitCode == 0;
    }

    /// <summary>The branch that the other side has as its usual one.</summary>
    public static bool TryFindHead(GitRemote remote, string folder, [NotNullWhen(true)] out string? branch, [NotNullWhen(false)] out GitProblem? problem, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(remote);
        const string Prefix = "ref: refs/heads/";
        branch = null;
        if (!GitProcess.TryRun(folder, ["ls-remote", "--symref", "--", remote.Url, "HEAD"], remote, out var output, out problem, cancel))
            return false;
        var line = output.Text.Split('\n').FirstOrDefault(static line => line.StartsWith(Prefix, StringComparison.Ordinal));
        branch = line?[Prefix.Length..].Split('\t')[0];
        if (branch is null)
            problem = output.ExitCode == 0 ? new($"'{remote.Url}' has no branch yet") : Explain(remote, output.Error, cancel);
        return branch is not null;
    }

    public bool Has(string commit) =>
        IsHash(commit) && GitProcess.TryRun(Folder, ["cat-file", "-e", $"{commit}^{{commit}}"], out var output, out _) && output.ExitCode == 0;

    /// <summary>Whether a commit came after another one, or is the same.</summary>
    public bool IsDescendant(string commit, string of) =>
        IsHash(commit) && IsHash(of) && GitProcess.TryRun(Folder, ["merge-base", "--is-ancestor", of, commit], out var output, out _) && output.ExitCode == 0;

    /// <summary>Packs what became many files.</summary>
    public void Tidy() => GitProcess.TryRun(Folder, ["-c", "gc.autoDetach=false", "gc", "--auto", "--quiet"], out _, out _);

    private static bool IsHash(string commit) => commit.Length is 40 or 64 && commit.All(char.IsAsciiHexDigitLower);

    private static GitProblem Explain(GitRemote remote, string error, CancellationToken cancel) => cancel.IsCancellationRequested
        ? new($"'{remote.Url}' did not answer in time")
        : new($"nothing can be fetched from '{remote.Url}': {GitProblem.Reason(error)}");
}
