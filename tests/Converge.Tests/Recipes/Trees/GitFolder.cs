using Converge.Testing;

namespace Converge.Tests.Recipes.Trees;

/// <summary>A git repository for one test, which knows nothing of the configuration of whoever runs it.</summary>
internal sealed class GitFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private GitFolder()
    {
    }

    public string Path => _folder.Path;

    public string this[string name] => _folder[name];

    public static async Task<GitFolder> CreateAsync(params string[] options)
    {
        var folder = new GitFolder();
        await folder.Git(["init", "--quiet", "--initial-branch=main", .. options]);
        return folder;
    }

    public string Write(string name, string content) => _folder.Write(name, content);

    public void Link(string name, string target)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_folder[name])!);
        File.CreateSymbolicLink(_folder[name], target);
    }

    public void MakeProgram(string name) => File.SetUnixFileMode(_folder[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Commits all that is there.</summary>
    public async Task<string> Commit(string message = "change")
    {
        await Git("add", "--all");
        await Git("commit", "--quiet", "--allow-empty", "--message", message);
        return await Git("rev-parse", "HEAD");
    }

    /// <returns>What it printed, without the last newline.</returns>
    public async Task<string> Git(params string[] arguments)
    {
        var run = await ProgramRun.Of(new ProgramRun.Start("git", arguments)
        {
            Folder = Path,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["GIT_CONFIG_GLOBAL"] = "/dev/null",
                ["GIT_CONFIG_NOSYSTEM"] = "1",
                ["GIT_AUTHOR_NAME"] = "A",
                ["GIT_AUTHOR_EMAIL"] = "a@example.com",
                ["GIT_AUTHOR_DATE"] = "2026-01-02T03:04:05Z",
                ["GIT_COMMITTER_NAME"] = "C",
                ["GIT_COMMITTER_EMAIL"] = "c@example.com",
                ["GIT_COMMITTER_DATE"] = "2026-01-02T03:04:05Z",
                ["GIT_DIR"] = null,
                ["GIT_WORK_TREE"] = null,
                ["GIT_INDEX_FILE"] = null,
            },
        });
        return run.ExitCode == 0 ? run.Output.TrimEnd('\n') : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {run.Error}");
    }

    public void Dispose() => _folder.Dispose();
}
