using System.Globalization;
using System.Text.Json;
using Converge.Testing;
using Shouldly;
using Xunit.Abstractions;

namespace Converge.Cli.Tests.Lab;

/// <summary>A fleet that goes through a server of its own: what it does without anybody, and how fast.</summary>
public sealed class ServerFleetTests(ITestOutputHelper output)
{
    // The numbers that are aimed at are those of a machine that does nothing else.
    private const int Busy = 2;

    private const string Lab = "served";
    private const string Managed = "/etc/app.env";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [RootProgramFact("systemd-nspawn", "mmdebstrap", "gcc", "git")]
    public async Task Nodes_do_what_their_server_says_and_what_nobody_needs_to_say()
    {
        await using var tree = await LabTree.MakeAsync();
        await UpAsync(tree, "server,lb1,app1");
        (await tree.RunAsync($"converge lab up --name {Lab} --nodes server,lb1,app1")).Output.ShouldContain("\nnothing changed, ");
        await AnOrderIsHeardAtOnce(tree);
        await WhatSomebodyChangesIsPutBack(tree);
        await AnAgentIsThereAgainWhateverEndsIt(tree);
        await ANewNodeIsKnownToTheLoadBalancer(tree);
        await NodesGoOnWithoutTheServer(tree);
    }

    private async Task AnOrderIsHeardAtOnce(LabTree tree)
    {
        var before = await LastRunAsync(tree, "app1");
        var ordered = Moment(await ExecAsync(tree, "server", "date +%s%N; converge node run app1.lab.example --no-wait >&2"));
        var run = await UntilAsync(tree, "app1", run => Id(run) != Id(before));
        run.GetProperty("trigger").GetString().ShouldBe("order");
        Tell("an order reaches a node that waits", Start(run) - ordered, TimeSpan.FromSeconds(1));
    }

    private async Task WhatSomebodyChangesIsPutBack(LabTree tree)
    {
        var milliseconds = await ExecAsync(tree, "app1", $"""
            sum=$(sha256sum <{Managed}); echo changed >>{Managed}; start=$(date +%s%N)
            until [ "$(sha256sum <{Managed})" = "$sum" ]; do sleep 0.01; done
            echo $((($(date +%s%N) - start) / 1000000))
            """);
        Tell("a file is put back", TimeSpan.FromMilliseconds(double.Parse(milliseconds, CultureInfo.InvariantCulture)), TimeSpan.FromSeconds(1));
        var run = await UntilAsync(tree, "app1", static run => run.GetProperty("trigger").GetString() == "drift");
        run.GetProperty("corrective").GetInt32().ShouldBe(1);
    }

    private static async Task AnAgentIsThereAgainWhateverEndsIt(LabTree tree)
    {
        const string Process = "systemctl show --property MainPID --value converge-agent";
        var first = await ExecAsync(tree, "app1", Process);
        await ExecAsync(tree, "app1", "systemctl kill --signal KILL converge-agent");
        await RunsByOrderAsync(tree, "app1");
        var second = await ExecAsync(tree, "app1", Process);
        second.ShouldNotBe(first);

        await ExecAsync(tree, "app1", "systemctl reload converge-agent");
        await RunsByOrderAsync(tree, "app1");
        (await ExecAsync(tree, "app1", Process)).ShouldBe(second);

        // As dpkg does it.
        await ExecAsync(tree, "app1", $"program=$(readlink /proc/$({Process})/exe); cp --preserve $program $program.new; mv $program.new $program");
        await RunsByOrderAsync(tree, "app1");
        await RunsByOrderAsync(tree, "app1");
        (await ExecAsync(tree, "app1", $"readlink /proc/$({Process})/exe")).ShouldNotContain("deleted");
        (await ExecAsync(tree, "app1", Process)).ShouldNotBe(second);
    }

    private static Task RunsByOrderAsync(LabTree tree, string node) => ExecAsync(tree, "server", $"converge node run {node}.lab.example >&2");

    private async Task ANewNodeIsKnownToTheLoadBalancer(LabTree tree)
    {
        (await BackendsAsync(tree)).ShouldBe(["app1"]);
        await File.AppendAllTextAsync(Path.Combine(tree.Folder, "nodes/lab.yaml"), "- name: app3.lab.example\n  environment: lab\n  roles: [app]\n  ip: 10.77.0.23\n");
        await UpAsync(tree, "app3");
        var ready = await ReadyAsync(tree, "app3");
        var clock = TimeProvider.System.GetTimestamp();
        while ((await BackendsAsync(tree)) is var backends && !backends.SequenceEqual(["app1", "app3"]))
            TimeProvider.System.GetElapsedTime(clock).ShouldBeLessThan(Patience, string.Join(' ', backends));
        var (began, why) = await WiringAsync(tree, ready);
        why.ShouldBe("peers");
        var reload = await ExecAsync(tree, "lb1", $"journalctl --unit haproxy --output short-unix --since @{ready.ToUnixTimeSeconds()} | grep Reloaded | head -n 1 | cut -d' ' -f 1");
        Tell("of a new node the load balancer hears", began - ready, TimeSpan.FromSeconds(1));
        Tell("from the new node to the reload of the load balancer", DateTimeOffset.UnixEpoch.AddSeconds(double.Parse(reload, CultureInfo.InvariantCulture)) - ready, TimeSpan.FromSeconds(5));
    }

    private async Task NodesGoOnWithoutTheServer(LabTree tree)
    {
        (await tree.RunAsync($"converge lab stop --name {Lab} server")).ExitCode.ShouldBe(0);
        var report = await ExecAsync(tree, "app1", $"sum=$(sha256sum <{Managed}); echo changed >>{Managed}; converge agent run --format json; [ \"$(sha256sum <{Managed})\" = \"$sum\" ] || echo damaged");
        report.ShouldNotContain("damaged");
        using var run = JsonDocument.Parse(report);
        (await tree.RunAsync($"converge lab start --name {Lab} server")).ExitCode.ShouldBe(0);
        var clock = TimeProvider.System.GetTimestamp();
        var number = run.RootElement.GetProperty("number").GetInt64();
        var known = await UntilAsync(tree, "app1", last => long.Parse(Id(last)!.Split('-')[0], CultureInfo.InvariantCulture) >= number);
        known.GetProperty("status").GetString().ShouldBeOneOf("changed", "unchanged");
        output.WriteLine($"reports of the time without a server arrive {TimeProvider.System.GetElapsedTime(clock).TotalSeconds:0.0} s after it is back");
    }

    /// <summary>When it was as it should be for the first time: everything after that is others who hear of it.</summary>
    private static async Task<DateTimeOffset> ReadyAsync(LabTree tree, string node)
    {
        using var runs = JsonDocument.Parse(await ExecAsync(tree, node, "converge runs --format json"));
        var first = runs.RootElement.EnumerateArray().Last(static run => run.GetProperty("status").GetString() is "changed" or "unchanged");
        return first.GetProperty("start").GetDateTimeOffset().AddSeconds(first.GetProperty("seconds").GetDouble());
    }

    /// <summary>The first run of the load balancer that took the new node in: when it began, and why.</summary>
    private static async Task<(DateTimeOffset Start, string Trigger)> WiringAsync(LabTree tree, DateTimeOffset ready)
    {
        using var runs = JsonDocument.Parse(await ExecAsync(tree, "lb1", "converge runs --format json --count 10"));
        foreach (var listed in runs.RootElement.EnumerateArray().Reverse())
        {
            if (listed.GetProperty("start").GetDateTimeOffset() < ready)
                continue;
            using var report = JsonDocument.Parse(await ExecAsync(tree, "lb1", $"converge report {listed.GetProperty("number").GetInt64()} --format json"));
            var resources = report.RootElement.GetProperty("resources").EnumerateArray();
            if (resources.Any(static resource => resource.GetProperty("id").GetString() == "file[/etc/haproxy/haproxy.cfg]" && resource.GetProperty("status").GetString() == "changed"))
                return (report.RootElement.GetProperty("start").GetDateTimeOffset(), report.RootElement.GetProperty("trigger").GetString()!);
        }
        throw new ShouldAssertException("no run of the load balancer has taken it in");
    }

    private static async Task<IReadOnlyList<string>> BackendsAsync(LabTree tree) =>
        (await ExecAsync(tree, "lb1", "curl --silent 'http://127.0.0.1:8404/;csv' | sed -n 's/^app,\\(app[0-9]*\\),.*/\\1/p' | sort")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task UpAsync(LabTree tree, string nodes)
    {
        var up = await tree.RunAsync($"converge lab up --name {Lab} --nodes {nodes}");
        up.ExitCode.ShouldBe(0, up.Output + up.Error);
    }

    private static async Task<JsonElement> UntilAsync(LabTree tree, string node, Func<JsonElement, bool> isWanted)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var run = await LastRunAsync(tree, node);
            if (run.ValueKind == JsonValueKind.Object && isWanted(run))
                return run;
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Patience, run.ToString());
            await Task.Delay(100);
        }
    }

    /// <summary>As the server knows it.</summary>
    private static async Task<JsonElement> LastRunAsync(LabTree tree, string node)
    {
        using var shown = JsonDocument.Parse(await ExecAsync(tree, "server", $"converge node show {node}.lab.example --format json"));
        return shown.RootElement.GetProperty("node").TryGetProperty("last_run", out var last) ? last.Clone() : default;
    }

    private static async Task<string> ExecAsync(LabTree tree, string node, string script)
    {
        var ran = await tree.RunAsync($"converge lab exec --name {Lab} {node} -- sh -c '{script.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        ran.ExitCode.ShouldBe(0, ran.Output + ran.Error);
        return ran.Output;
    }

    private void Tell(string what, TimeSpan took, TimeSpan aim)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {took.TotalSeconds:0.00} s, aimed at {aim.TotalSeconds:0} s"));
        took.ShouldBeLessThan(aim * Busy, what);
    }

    private static string? Id(JsonElement run) => run.ValueKind == JsonValueKind.Object ? run.GetProperty("id").GetString() : null;

    private static DateTimeOffset Start(JsonElement run) => run.GetProperty("start").GetDateTimeOffset();

    private static DateTimeOffset Moment(string nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(long.Parse(nanoseconds.Trim(), CultureInfo.InvariantCulture) / 100);
}
