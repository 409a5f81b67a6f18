using Converge.Testing;

namespace Converge.Agent.Tests.Repository;

/// <summary>A repository with a small fleet in it.</summary>
internal sealed class FleetFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder["fleet"];

    /// <summary>Beside the repository.</summary>
    public string this[string name] => _folder[name];

    public static async Task<FleetFolder> CreateAsync()
    {
        var folder = new FleetFolder();
        Directory.CreateDirectory(folder.Path);
        await folder.GitAsync("init", "--quiet", "--initial-branch=main");
        return folder;
    }

    /// <summary>Writes a file of the repository.</summary>
    public void Write(string name, string content) => _folder.Write($"fleet/{name}", content);

    /// <summary>One recipe that writes a file, one role with it, one environment, some nodes that have it all.</summary>
    public void WriteFleet(string content, params string[] nodes)
    {
        Write("recipes/web/recipe.yaml", $"name: web\nversion: 1.0.0\nresources:\n  - file: {this["index.html"]}\n    content: '{content}'\n");
        Write("roles/web.yaml", "name: web\nrecipes: [web]\n");
        Write("environments/lab.yaml", "name: lab\n");
        Write("nodes/lab.yaml", string.Concat(nodes.Select(static node => $"- name: {node}\n  environment: lab\n  roles: [web]\n")));
    }

    public async Task<string> CommitAsync(params string[] options)
    {
        await GitAsync("add", "--all");
        await GitAsync(["commit", "--quiet", "--allow-empty", "--message", "change", .. options]);
        return await GitAsync("rev-parse", "HEAD");
    }

    public async Task<string> GitAsync(params string[] arguments)
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
                ["GIT_COMMITTER_NAME"] = "C",
                ["GIT_COMMITTER_EMAIL"] = "c@example.com",
                ["GNUPGHOME"] = this["gnupg"],
            },
        });
        return run.ExitCode == 0 ? run.Output.TrimEnd('\n') : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {run.Error}");
    }

    /// <summary>Makes an SSH key, and has commits signed with it.</summary>
    /// <returns>A line of allowed signers.</returns>
    public async Task<string> SignWithAsync(string name)
    {
        var key = this[name];
        await ProgramRun.Of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key);
        await GitAsync("config", "gpg.format", "ssh");
        await GitAsync("config", "user.signingKey", key);
        return $"{name}@example.com {await File.ReadAllTextAsync($"{key}.pub")}";
    }

    public void Dispose() => _folder.Dispose();
}
