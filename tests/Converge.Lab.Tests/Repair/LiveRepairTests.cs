using System.Diagnostics;
using System.Globalization;
using Converge.Lab.Tests.Resources;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Converge.Lab.Tests.Repair;

/// <summary>What somebody does to a machine with systemd comes back, and what systemd does by itself is let be.</summary>
public sealed class LiveRepairTests(CasesLab lab, ITestOutputHelper output) : IClassFixture<CasesLab>
{
    private const string Said = "/root/said";

    private const int Stretches = 6;
    private const int MostSpent = 10;

    private const string Recipe =
        """
        name: machine
        version: 1.0.0
        resources:
          - unit: demo.service
            sections:
              Service: {ExecStart: sleep infinity}
              Install: {WantedBy: multi-user.target}
          - file: /etc/demo.conf
            content: one
            notify: restart service[demo]
          - service: demo
            running: true
            enabled: true
          - unit: slow.service
            sections:
              Service: {ExecStart: sleep infinity, ExecStop: sleep 1}
          - service: slow
            running: true
          - unit: idle.service
            sections:
              Service: {ExecStart: sleep infinity}
              Install: {WantedBy: multi-user.target}
          - service: idle
            running: false
            enabled: false
          - timer: sweep
            every: 1d
            command: "true"
          - group: crew
          - user: deploy
            groups: [crew]
          - package: cron
            hold: true
          - hostname: kept
          - sudo: deploy
            users: [deploy]
            commands: [/bin/true]
          - hosts_entry: 192.0.2.7
            names: [seven]

        """;

    [LabFact]
    public async Task What_is_changed_in_a_node_comes_back_at_once()
    {
        await using var node = await lab.AddAsync();
        await BeginAsync(node);
        await MendsAsync(node, "systemctl stop demo", "service[demo] changed", "systemctl --quiet is-active demo");
        await MendsAsync(node, "systemctl kill --signal KILL demo", "service[demo] changed", "systemctl --quiet is-active demo");
        await MendsAsync(node, "systemctl disable --quiet demo", "service[demo] changed", "systemctl --quiet is-enabled demo");
        await MendsAsync(node, "rm /etc/systemd/system/multi-user.target.wants/demo.service", "service[demo] changed", "systemctl --quiet is-enabled demo");
        await MendsAsync(node, "systemctl start idle", "service[idle] changed", "! systemctl --quiet is-active idle");
        await MendsAsync(node, "systemctl enable --quiet idle", "service[idle] changed", "! systemctl --quiet is-enabled idle");
        await MendsAsync(node, "echo two >/etc/demo.conf", "file[/etc/demo.conf] changed, restart service[demo] done", "grep -qx one /etc/demo.conf");
        await MendsAsync(node, "rm /etc/systemd/system/demo.service", "unit[demo] changed", "test -e /etc/systemd/system/demo.service");
        await MendsAsync(node, "systemctl stop sweep.timer", "timer[sweep] changed", "systemctl --quiet is-active sweep.timer");
        await MendsAsync(node, "gpasswd --delete deploy crew", "user[deploy] changed", "id -nG deploy | grep -qw crew");
        await MendsAsync(node, "apt-mark unhold cron", "package[cron] changed", "apt-mark showhold | grep -qx cron");
        await MendsAsync(node, "hostname other", "hostname[kept] changed", "test $(hostname) = kept");
        await MendsAsync(node, "chmod 0644 /etc/sudoers.d/deploy", "sudo[deploy] changed", "test $(stat -c %a /etc/sudoers.d/deploy) = 440");
        await MendsAsync(node, "sed -i /seven/d /etc/hosts", "hosts_entry[192.0.2.7] changed", "grep -q seven /etc/hosts");
        await ShellAsync(node, "systemctl daemon-reexec; sleep 3");
        await MendsAsync(node, "systemctl mask --now --quiet demo || systemctl stop demo", "service[demo] changed", "systemctl --quiet is-active demo");
    }

    [LabFact]
    public async Task What_somebody_restarts_is_let_be_and_nothing_costs_nothing()
    {
        await using var node = await lab.AddAsync();
        await BeginAsync(node);
        (await RestartAsync(node)).ShouldBe(0, await ShellAsync(node, $"cat {Said}"));
        // The runtime compiles anew what ran often, and is done with it some time: what counts is the quietest of some stretches.
        List<int> spent = [];
        do
            spent.Add(await SpentAsync(node));
        while (spent[^1] >= MostSpent && spent.Count < Stretches);
        output.WriteLine($"{string.Join(", ", spent)} hundredths of a second in five seconds, {await ShellAsync(node, "grep VmRSS /proc/$(systemctl show -P MainPID keeps)/status")}");
        // A loop that looks every few milliseconds costs more.
        spent[^1].ShouldBeLessThan(MostSpent);
    }

    [LabFact]
    public async Task While_packages_are_changed_nothing_else_is()
    {
        await using var node = await lab.AddAsync();
        await BeginAsync(node);
        await ShellAsync(node, """
            cat >/root/lock.py <<'END'
            import fcntl, os, time
            file = open('/var/lib/dpkg/lock-frontend', 'w')
            fcntl.lockf(file, fcntl.LOCK_EX)
            open('/root/locked', 'w').close()
            while not os.path.exists('/root/go-on'): time.sleep(0.05)
            END
            python3 /root/lock.py >/dev/null 2>&1 &
            while ! [ -e /root/locked ]; do sleep 0.01; done
            systemctl stop demo
            """);
        await Task.Delay(1500);
        (await ShellAsync(node, "systemctl is-active demo; touch /root/go-on")).ShouldBe("inactive\n");
        await UntilAsync(node, "systemctl --quiet is-active demo");
        await UntilAsync(node, $"grep -q 'service.demo. changed' {Said}");
    }

    private static async Task BeginAsync(CaseNode node)
    {
        await node.RunAsync(["sh", "-c", "cat >/root/recipe.yaml"], Recipe);
        await ShellAsync(node, $"systemd-run --quiet --unit=keeps --setenv=DOTNET_ROOT={CasesLab.Runtime} --property=StandardOutput=file:{Said} --property=StandardError=file:{Said} {CasesLab.Runtime}/dotnet {Path.GetDirectoryName(CasesLab.Program)}/Converge.Lab.Tests.dll {Program.Verb} /root/recipe.yaml /root/state");
        await UntilAsync(node, $"grep -qx {Program.Begun} {Said}");
    }

    private async Task MendsAsync(CaseNode node, string damage, string told, string mended)
    {
        var lines = int.Parse(await ShellAsync(node, $"wc -l <{Said}"), CultureInfo.InvariantCulture);
        var clock = await ShellAsync(node, $"{damage} >/dev/null 2>&1; begin=$(date +%s%3N); for i in $(seq 500); do {mended} && break; sleep 0.02; done; {mended} && echo $(($(date +%s%3N) - begin))");
        output.WriteLine($"{clock.Trim()} ms: {damage}");
        clock.ShouldNotBeEmpty($"{damage}:\n{await ShellAsync(node, $"cat {Said}")}");
        await UntilAsync(node, $"test $(wc -l <{Said}) -gt {lines}");
        await Task.Delay(700);
        (await ShellAsync(node, $"tail -n +{lines + 1} {Said}")).ShouldBe($"drift {told}\n", damage);
        int.Parse(clock, CultureInfo.InvariantCulture).ShouldBeLessThan(3000, damage);
    }

    private static async Task UntilAsync(CaseNode node, string condition)
    {
        var clock = Stopwatch.StartNew();
        while ((await node.RunAsync(["sh", "-c", condition], "")).ExitCode != 0)
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(40), $"{condition}:\n{await ShellAsync(node, $"cat {Said}")}");
            await Task.Delay(50);
        }
    }

    private static async Task<string> ShellAsync(CaseNode node, string script) => (await node.RunAsync(["sh", "-c", script], "")).Output;

    /// <returns>How much was said of it.</returns>
    private static async Task<int> RestartAsync(CaseNode node) =>
        int.Parse(await ShellAsync(node, $"before=$(wc -l <{Said}); for i in 1 2 3 4 5; do systemctl restart demo; done; systemctl --no-block restart slow; sleep 0.2; systemctl daemon-reload; sleep 3; echo $(($(wc -l <{Said}) - before))"), CultureInfo.InvariantCulture);

    /// <returns>Hundredths of a second of the processor, in five seconds; with those of systemd, which answers.</returns>
    private static async Task<int> SpentAsync(CaseNode node)
    {
        var before = await TicksAsync(node);
        await Task.Delay(5000);
        return await TicksAsync(node) - before;
    }

    private static async Task<int> TicksAsync(CaseNode node) =>
        (await ShellAsync(node, "cut -d' ' -f14,15 /proc/1/stat /proc/$(systemctl show -P MainPID keeps)/stat")).Split([' ', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Sum(static number => int.Parse(number, CultureInfo.InvariantCulture));
}
