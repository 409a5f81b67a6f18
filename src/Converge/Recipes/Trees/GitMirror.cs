using System.Diagnostics.CodeAnalysis;

namespace Converge.Recipes.Trees;

/// <summary>A bare copy of a repository: all its branches and tags, as they are there. It can be fetched into while it is read.</summary>
public sealed class GitMirror
{
    // Seconds without enough bytes after which a transfer is given up.
    private const string SlowestSeconds = "60";

    private static readonly string[] Everything = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];

    private GitMirror(string folder) => Folder = folder;

    public string Folder { get; }

    public static bool IsThere(string folder) => File.Exists(Path.Combine(folder, "HEAD"));

    /// <summary>Opens a mirror, which is made if it is not there.</summary>
    public static bool TryOpen(string folder, [NotNullWhen(true)] out GitMirror? mirror, [NotNullWhen(false)] out GitProblem? problem)
    {
        (mirror, problem) = (null, null);
        if (!IsThere(folder))
        {
            Directory.CreateDirectory(folder);
            if (!GitProcess.TryRun(folder, ["init", "--bare", "--quiet", "."], out var output, out problem))
                return false;
            if (output.ExitCode != 0)
            {
                problem = new($"a repository cannot be made in '{folder}': {output.Error.Trim()}");
                return false;
            }
        }
        mirror = new(folder);
        return true;
    }

    /// <summary>Brings all branches and tags up to date; what is gone there goes here, too.</summary>
    /// <param name="settings">Of git, such as <c>http.sslCert</c>. They are handed over in the environment, which others cannot read.</param>
    public bool TryFetch(string url, IReadOnlyDictionary<string, string>? settings, [NotNullWhen(false)] out GitProblem? problem, CancellationToken cancel = default)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["GIT_ALLOW_PROTOCOL"] = "file:git:http:https:ssh" };
        var index = 0;
        foreach (var (name, value) in (settings ?? new Dictionary<string, string>()).Append(new("http.lowSpeedLimit", "1")).Append(new("http.lowSpeedTime", SlowestSeconds)))
        {
            variables[$"GIT_CONFIG_KEY_{index}"] = name;
            variables[$"GIT_CONFIG_VALUE_{index++}"] = value;
        }
        variables["GIT_CONFIG_COUNT"] = index.ToString(System.Globalization.CultureInfo.InvariantCulture);
        // A name that begins with a dash would be an option.
        if (!GitProcess.TryRun(Folder, ["fetch", "--quiet", "--prune", "--no-write-fetch-head", "--", url, .. Everything], out var output, out problem, variables, cancel))
            return false;
        if (output.ExitCode != 0 && cancel.IsCancellationRequested)
            problem = new($"'{WithoutPassword(url)}' did not answer in time");
        else if (output.ExitCode != 0)
            problem = new($"cannot fetch '{WithoutPassword(url)}': {LastLine(output.Error)}");
        return output.ExitCode == 0;
    }

    /// <summary>Says which branch those get who ask for none.</summary>
    public bool TryShow(string branch, [NotNullWhen(false)] out GitProblem? problem)
    {
        if (GitProcess.TryRun(Folder, ["symbolic-ref", "HEAD", $"refs/heads/{branch}"], out var output, out problem) && output.ExitCode != 0)
            problem = new($"'{branch}' is no name of a branch");
        return problem is null;
    }

    public bool Has(string commit) => IsHash(commit) && GitProcess.TryRun(Folder, ["cat-file", "-e", $"{commit}^{{commit}}"], out var output, out _) && output.ExitCode == 0;

    /// <summary>Whether a commit is another one, or came after it.</summary>
    public bool Contains(string later, string earlier) =>
        GitProcess.TryRun(Folder, ["merge-base", "--is-ancestor", earlier, later], out var output, out _) && output.ExitCode == 0;

    private static bool IsHash(string commit) => commit.Length is 40 or 64 && commit.All(char.IsAsciiHexDigitLower);

    private static string LastLine(string error) => error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("it says nothing");

    private static string WithoutPassword(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.UserInfo.Length > 0 ? url.Replace($"{parsed.UserInfo}@", "", StringComparison.Ordinal) : url;
}
