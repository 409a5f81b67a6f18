using System.Text.Json;
using Converge.Testing;
using Shouldly;

namespace Converge.Cli.Tests.Lab;

/// <summary>The fleet of the lab: each role keeps its promises, and together they are a site.</summary>
public sealed class FleetTests
{
    private const string Address = "10.77.0.11";
    private const string Bastion = "10.77.0.5";
    private const string App = "10.77.0.21";

    [RootProgramFact("systemd-nspawn", "mmdebstrap", "gcc", "curl", "ssh")]
    public async Task The_roles_are_as_tested_and_the_nodes_are_a_site()
    {
        await using var tree = await LabTree.MakeAsync();
        await RolesKeepTheirPromises(tree);
        // Until here each node was by itself; now they are told by the server, for whom none was there before.
        (await tree.RunAsync("converge lab up --name test")).ExitCode.ShouldBe(0);
        (await tree.RunAsync("converge lab up --name test")).Output.ShouldContain("\nnothing changed, ");
        await BothAnswerInTurn(tree);
        await TheBastionIsTheOnlyWayIn(tree);
    }

    private static async Task RolesKeepTheirPromises(LabTree tree)
    {
        var run = await tree.RunAsync("converge lab test --keep --break sample --junit results.xml --format json");
        run.ExitCode.ShouldBe(0, run.Error);
        using var results = JsonDocument.Parse(run.Output);
        var byKind = results.RootElement.GetProperty("results").EnumerateArray().ToLookup(static result => result.GetProperty("kind").GetString(), StringComparer.Ordinal);
        byKind["apply"].Select(static result => result.GetProperty("role").GetString()).ShouldBe(["app", "bastion", "converge-server", "haproxy"], ignoreOrder: true);
        byKind["checks"].Count().ShouldBeGreaterThan(8);
        byKind["again"].Count().ShouldBe(8);
        byKind["break"].Count(static result => result.GetProperty("status").GetString() == "passed").ShouldBeGreaterThan(25);
        (await File.ReadAllTextAsync(Path.Combine(tree.Folder, "results.xml"))).ShouldContain("<testsuite name=\"haproxy\"");
    }

    private static async Task BothAnswerInTurn(LabTree tree)
    {
        var answers = await tree.RunAsync($"for i in 1 2 3 4; do converge lab net --name test -- curl --silent --insecure --max-time 10 --resolve www.lab.example:443:{Address} https://www.lab.example/; done");
        var lines = answers.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(4, answers.Error);
        lines.Select(static line => line.Split(',')[0]).Distinct(StringComparer.Ordinal).ShouldBe(["shop on app1", "shop on app2"], ignoreOrder: true);
        lines[0].ShouldBe(lines[2]);
        lines[1].ShouldBe(lines[3]);
    }

    private static async Task TheBastionIsTheOnlyWayIn(LabTree tree)
    {
        var options = $"-i '{tree.Folder}/labs/test/key' -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=3";
        var ssh = $"converge lab net --name test -- ssh {options}";
        var through = await tree.RunAsync($"{ssh} -o \"ProxyCommand=ssh {options} -W %h:%p ops@{Bastion}\" ops@{App} 'hostname; sudo -n id -u; exit 5'");
        through.ShouldBe(new ProgramRun(5, "app1\n0\n", ""));
        var direct = await tree.RunAsync($"{ssh} ops@{App} true");
        direct.Error.ShouldContain("timed out");
        var root = await tree.RunAsync($"{ssh} root@{Bastion} true");
        root.Error.ShouldContain("Permission denied (publickey)");
    }
}
