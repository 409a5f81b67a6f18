using System.Diagnostics;
using Converge.Testing;
using Shouldly;

namespace Converge.Server.Tests.Dashboard;

/// <summary>A repository of a small fleet, with two commits: not every node has the latest.</summary>
internal static class SeededTree
{
    private const string Recipe = """
        name: nginx
        version: 1.2.0
        summary: serves pages
        attributes:
          port: 80
          workers: 2
          names: []
          tls: {enabled: true, protocols: [TLSv1.2, TLSv1.3]}
        """;

    /// <returns>The commits, the older one first.</returns>
    public static (string Older, string Newer) Write(TemporaryFolder folder)
    {
        folder.Write("recipes/nginx/recipe.yaml", Recipe);
        folder.Write("recipes/base/recipe.yaml", "name: base\nversion: 1.0.0\nsummary: what every machine has\nattributes:\n  timezone: UTC\n");
        foreach (var role in SeededFleet.Roles)
            folder.Write($"roles/{role}.yaml", role == "web" ? "name: web\nsummary: the entry\nrecipes: [base, nginx]\nattributes:\n  nginx: {workers: 8}\n" : $"name: {role}\nsummary: one of many\nrecipes: [base]\n");
        foreach (var environment in SeededFleet.Environments)
            folder.Write($"environments/{environment}.yaml", $"name: {environment}\nsummary: one of three\nfollow: main\nattributes:\n  nginx: {{names: [www.{environment}.example.com]}}\n");
        folder.Write("environments/quarantine.yaml", "name: quarantine\nsummary: follows what is not there\nfollow: release/2031-with-a-long-name\n");
        var entries = SeededFleet.Environments.SelectMany(static environment => SeededFleet.Roles.Select(role => $"- name: \"{role}*.{environment}.example.com\"\n  environment: {environment}\n  roles: [{role}]\n"));
        folder.Write("nodes/fleet.yaml", string.Concat(entries));
        Git(folder, "init", "--quiet", "--initial-branch", "main");
        var older = Commit(folder, "a fleet");
        folder.Write("roles/bastion.yaml", "name: bastion\nsummary: lets people in\nrecipes: [base]\n");
        return (older, Commit(folder, "a bastion"));
    }

    private static string Commit(TemporaryFolder folder, string message)
    {
        Git(folder, "add", ".");
        Git(folder, "-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", message);
        return Git(folder, "rev-parse", "HEAD").Trim();
    }

    private static string Git(TemporaryFolder folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", folder.Path, .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        git.ExitCode.ShouldBe(0, string.Join(' ', arguments));
        return output;
    }
}
