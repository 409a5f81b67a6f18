using System.Diagnostics;
using Converge.Agent.Tests.Repository;
using Converge.Linux.State;
using Converge.Reports;
using Converge.Testing;
using Shouldly;

namespace Converge.Agent.Tests.Live;

/// <summary>Agents with a real server, over real connections and with real git.</summary>
public sealed class AgentServerTests
{
    [ProgramFact("git")]
    public async Task A_node_becomes_what_its_commit_says_and_the_server_hears_of_it()
    {
        await using var fleet = await LiveFleet.StartAsync(static folder => folder.WriteFleet("hello", "web1"));
        await using var agent = new LiveAgent(await fleet.EnrolAsync("web1"));
        await agent.UntilAsync(async () => await fleet.RunsAsync("web1") is [{ Status: "changed", Trigger: "start" }], "a report at the server");
        File.ReadAllText(fleet.Folder["index.html"]).ShouldBe("hello");

        fleet.Folder.WriteFleet("new", "web1");
        var commit = await fleet.Folder.CommitAsync();
        await agent.UntilAsync(async () => await fleet.RunsAsync("web1") is [{ Trigger: "commit" } run, ..] && run.Commit == commit, "a run of the new commit");
        File.ReadAllText(fleet.Folder["index.html"]).ShouldBe("new");
        await agent.UntilAsync(async () => (await agent.StatusAsync()).Waiting == 0, "an empty outbox");
        var status = await agent.StatusAsync();
        (status.Node, status.Commit, status.IsReachable).ShouldBe(("web1", commit, true));
    }

    [ProgramFact("git")]
    public async Task An_order_is_carried_out_at_once()
    {
        await using var fleet = await LiveFleet.StartAsync(static folder => folder.WriteFleet("hello", "web1"));
        await using var agent = new LiveAgent(await fleet.EnrolAsync("web1"));
        await agent.UntilAsync(async () => (await fleet.RunsAsync("web1")).Count == 1, "the first run");
        var clock = Stopwatch.StartNew();
        await fleet.OrderAsync("web1");
        await agent.UntilAsync(async () => await fleet.RunsAsync("web1") is [{ Trigger: "order", Status: "unchanged" }, ..], "the run that was ordered");
        // A tenth of a second on a machine that has nothing else to do; who asks from time to time would be later than this.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        await Task.Delay(300);
        (await fleet.RunsAsync("web1")).Count.ShouldBe(2);
    }

    [ProgramFact("git")]
    public async Task A_node_that_comes_is_in_the_configuration_of_those_that_search_for_it()
    {
        await using var fleet = await LiveFleet.StartAsync(WritePeers);
        await using var balancer = new LiveAgent(await fleet.EnrolAsync("lb1"));
        await balancer.UntilAsync(async () => (await fleet.RunsAsync("lb1")).Count >= 1, "the first run");
        File.ReadAllText(fleet.Folder["backends"]).ShouldBe("[]");
        await using var app = new LiveAgent(await fleet.EnrolAsync("app1"));
        await balancer.UntilAsync(() => File.ReadAllText(fleet.Folder["backends"]) == "[\"app1\"]", "the new node among the backends");
        await balancer.UntilAsync(async () => await fleet.RunsAsync("lb1") is [{ Trigger: "peers" }, ..], "a report that says why");
        (await File.ReadAllTextAsync(fleet.Folder["state-lb1/answers.json"])).ShouldContain("\"roles:app AND environment:lab\"");
    }

    [ProgramFact("git")]
    public async Task Without_its_server_a_node_goes_on_and_what_it_did_is_told_later()
    {
        await using var fleet = await LiveFleet.StartAsync(WritePeers);
        var configuration = await fleet.EnrolAsync("lb1");
        await using (var first = new LiveAgent(configuration))
            await first.UntilAsync(async () => (await fleet.RunsAsync("lb1")).Count == 1 && (await first.StatusAsync()).Waiting == 0, "the first run");
        await fleet.StopServerAsync();
        await using var agent = new LiveAgent(configuration);
        await agent.UntilAsync(async () => (await agent.StatusAsync()).LastRun is not null, "a run without the server");
        File.Delete(fleet.Folder["backends"]);
        (await agent.RunAsync()).Status.ShouldBe(RunStatus.Changed);
        File.ReadAllText(fleet.Folder["backends"]).ShouldBe("[]");
        var status = await agent.StatusAsync();
        (status.IsReachable, status.Waiting).ShouldBe((false, 2));
        agent.Log.Split('\n').Count(static line => line.Contains("going on with the last commit, the last answers", StringComparison.Ordinal)).ShouldBe(1);

        await fleet.StartServerAsync();
        await agent.UntilAsync(async () => (await fleet.RunsAsync("lb1")).Count == 3, "all reports at the server");
        (await fleet.RunsAsync("lb1")).Select(static run => run.Id.Split('-')[0]).ShouldBe(["3", "2", "1"]);
        await agent.UntilAsync(async () => (await agent.StatusAsync()).Waiting == 0, "an empty outbox");
    }

    [ProgramFact("git")]
    public async Task A_run_that_somebody_else_made_is_told_as_well()
    {
        await using var fleet = await LiveFleet.StartAsync(static folder => folder.WriteFleet("hello", "web1"));
        var configuration = await fleet.EnrolAsync("web1");
        await using var agent = new LiveAgent(configuration);
        await agent.UntilAsync(async () => (await fleet.RunsAsync("web1")).Count == 1, "the first run");
        using var state = new StateFolder(configuration.State);
        var (number, id) = state.Runs.Next();
        state.Runs.Add(new Report(number, id, "web1", "lab") { Start = DateTimeOffset.UtcNow, End = DateTimeOffset.UtcNow }, inputs: null);
        await agent.RunAsync();
        await agent.UntilAsync(async () => (await fleet.RunsAsync("web1")).Count == 3, "three runs at the server");
        (await fleet.RunsAsync("web1")).ShouldContain(run => run.Id == id);
    }

    [ProgramFact("git")]
    public async Task An_older_commit_is_refused_until_somebody_orders_it()
    {
        await using var fleet = await LiveFleet.StartAsync(static folder => folder.WriteFleet("first", "web1"));
        var first = await fleet.Folder.GitAsync("rev-parse", "HEAD");
        fleet.Folder.WriteFleet("second", "web1");
        await fleet.Folder.CommitAsync();
        await using var agent = new LiveAgent(await fleet.EnrolAsync("web1"));
        await agent.UntilAsync(() => File.Exists(fleet.Folder["index.html"]) && File.ReadAllText(fleet.Folder["index.html"]) == "second", "the second commit");
        await fleet.Folder.GitAsync("reset", "--quiet", "--hard", first);
        await agent.UntilAsync(async () => await fleet.RunsAsync("web1") is [{ Status: "failed" } run, ..] && run.Commit == first, "a report of the refusal");
        File.ReadAllText(fleet.Folder["index.html"]).ShouldBe("second");
        await fleet.OrderAsync("web1", allowsOlder: true);
        await agent.UntilAsync(() => File.ReadAllText(fleet.Folder["index.html"]) == "first", "the first commit again");
    }

    [ProgramFact("git")]
    public async Task A_commit_that_does_not_compile_is_reported_and_nothing_is_changed()
    {
        await using var fleet = await LiveFleet.StartAsync(static folder => folder.WriteFleet("hello", "web1"));
        await using var agent = new LiveAgent(await fleet.EnrolAsync("web1"));
        await agent.UntilAsync(async () => (await fleet.RunsAsync("web1")).Count == 1, "the first run");
        fleet.Folder.Write("recipes/web/recipe.yaml", "name: web\nversion: 1.0.0\nresources:\n  - fle: /x\n");
        await fleet.Folder.CommitAsync();
        await agent.UntilAsync(async () => await fleet.RunsAsync("web1") is [{ Status: "failed" }, ..], "a report of the mistake");
        (await agent.StatusAsync()).LastRun!.Problem.ShouldNotBeNull().ShouldContain("recipes/web/recipe.yaml:4:5: error:");
    }

    private static void WritePeers(FleetFolder folder)
    {
        folder.Write("recipes/balancer/recipe.yaml", $"name: balancer\nversion: 1.0.0\npeers:\n  backends:\n    query: roles:app AND environment:lab\n    otherwise: empty\nresources:\n  - file: {folder["backends"]}\n    content: '{{{{ peers.backends | array.map \"name\" | object.to_json }}}}'\n");
        folder.Write("recipes/app/recipe.yaml", $"name: app\nversion: 1.0.0\nresources:\n  - file: {folder["app"]}\n    content: app\n");
        folder.Write("roles/balancer.yaml", "name: balancer\nrecipes: [balancer]\n");
        folder.Write("roles/app.yaml", "name: app\nrecipes: [app]\n");
        folder.Write("environments/lab.yaml", "name: lab\n");
        folder.Write("nodes/lab.yaml", "- name: lb1\n  environment: lab\n  roles: [balancer]\n- match: 'app*'\n  environment: lab\n  roles: [app]\n");
    }
}
