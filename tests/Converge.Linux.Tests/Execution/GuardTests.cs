using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Converge.Language.Values;
using Converge.Linux.Execution;
using Converge.Linux.Guarding;
using Converge.Linux.Machine;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Execution;

/// <summary>Changes that really cut a node off, and what brings it back.</summary>
public class GuardTests
{
    private static readonly FirewallState On = new(Enabled: true, "deny", "allow", "deny", "low");
    private static readonly ResourceId Id = new("firewall", "deny 22/tcp");
    private static readonly ChangeFirewallRules Cut = new([new(FirewallRule.Parse("deny 22/tcp")!, []) { Instead = [FirewallRule.Parse("allow 22/tcp")!] }]);

    [RootProgramFact("ufw", "iptables", "ip", "unshare")]
    public Task What_cuts_the_node_off_is_noticed_and_put_back() => SecludedNode.RunAsync(async () =>
    {
        await using var node = await Node.OfAsync();
        var before = Files();
        await node.ConnectAsync();
        var guard = await node.Guard().ArmAsync(Id, [Cut], CancellationToken.None);
        (await guard.VerifyAsync(CancellationToken.None)).ShouldBeNull("nothing has changed yet");
        await node.DoAsync(Forced(Cut));
        (await SecludedNode.IsReachedAsync(22)).ShouldBeFalse();
        (await guard.VerifyAsync(CancellationToken.None)).ShouldBe("the firewall does not let tcp from 10.9.0.2 to 10.9.0.1 port 22 pass any more");
        await guard.RestoreAsync();
        (await SecludedNode.IsReachedAsync(22)).ShouldBeTrue();
        Files().ShouldBe(before);
        node.Guards().ShouldBeEmpty();
    });

    [RootProgramFact("ufw", "iptables", "nft", "ip", "unshare")]
    public Task What_the_kernel_had_instead_of_the_files_is_put_back() => SecludedNode.RunAsync(async () =>
    {
        await using var node = await Node.OfAsync();
        await node.DoAsync(Forced(Cut));
        foreach (var loss in new[] { "nft flush ruleset", "iptables -I ufw-user-input -p tcp --dport 22 -j ACCEPT" })
        {
            await node.DoAsync(new SetFirewallState(On) { IsForced = true });
            await SecludedNode.SayAsync("sh", "-c", loss);
            (await SecludedNode.IsReachedAsync(22)).ShouldBeTrue();
            foreach (Step load in new Step[] { new SetFirewallState(On) { IsForced = true }, new ChangeFirewallRules([]) { Loads = true, IsForced = true } })
            {
                var guard = await node.Guard().ArmAsync(Id, [load], CancellationToken.None);
                await node.DoAsync(load);
                (await SecludedNode.IsReachedAsync(22)).ShouldBeFalse();
                await guard.RestoreAsync();
                (await SecludedNode.IsReachedAsync(22)).ShouldBeTrue();
            }
        }
        (await SecludedNode.SayAsync("iptables", "-S", "ufw-user-input")).ShouldStartWith("-N ufw-user-input\n-A ufw-user-input -p tcp -m tcp --dport 22 -j ACCEPT\n");
    });

    [RootProgramFact("ufw", "iptables", "ip", "unshare")]
    public Task What_is_confirmed_stays() => SecludedNode.RunAsync(async () =>
    {
        await using var node = await Node.OfAsync();
        var guard = await node.Guard(5).ArmAsync(Id, [Cut], CancellationToken.None);
        await node.DoAsync(Forced(Cut));
        await guard.ConfirmAsync();
        node.Guards().ShouldBeEmpty();
        await Task.Delay(TimeSpan.FromSeconds(6.5));
        (await SecludedNode.IsReachedAsync(22)).ShouldBeFalse();
    });

    [RootProgramFact("ufw", "iptables", "ip", "unshare")]
    public Task Without_a_word_the_timer_puts_it_back_and_a_confirmation_is_too_late() => SecludedNode.RunAsync(async () =>
    {
        await using var node = await Node.OfAsync();
        SetFirewallState off = new(On with { Incoming = "reject", Logging = "full" });
        var before = Files();
        var guard = await node.Guard(10).ArmAsync(Id, [Cut, off], CancellationToken.None);
        await node.DoAsync(Forced(Cut));
        await node.DoAsync(off with { IsForced = true });
        (await SecludedNode.IsReachedAsync(22)).ShouldBeFalse();
        await EventuallyAsync(() => SecludedNode.IsReachedAsync(22));
        await EventuallyAsync(() => Task.FromResult(Directory.GetFiles(node.Folder, "restored", SearchOption.AllDirectories).Length == 1));
        Files().ShouldBe(before);
        (await Should.ThrowAsync<StepException>(guard.ConfirmAsync)).Message.ShouldBe("it is too late to confirm: what was there before is put back already");
        node.Guards().ShouldBeEmpty();
    });

    [RootProgramFact("ufw", "iptables", "ip", "unshare")]
    public Task Other_files_come_back_with_their_traits_and_what_was_not_there_goes() => SecludedNode.RunAsync(async () =>
    {
        await using var node = await Node.OfAsync();
        using var folder = new TemporaryFolder();
        var (file, link, fresh, tree) = (folder.Write("it's", "old\n"), folder["link"], folder["new"], folder["tree"]);
        folder.Write("tree/inner/file", "deep");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        File.CreateSymbolicLink(link, "/nowhere");
        ImmutableArray<Step> steps =
        [
            new WriteFile(file, FileContent.Of(Value.From("new\n")), new(null, null, 420), [], Backup: false), new MakeLink(link, "/elsewhere"), new MakeDirectory(fresh, default), new Remove(tree, Recursive: true, Backup: false),
        ];
        var guard = await node.Guard().ArmAsync(Id, steps, CancellationToken.None);
        foreach (var step in steps)
            await node.DoAsync(step);
        (await File.ReadAllTextAsync(file)).ShouldBe("new\n");
        await guard.RestoreAsync();
        (await File.ReadAllTextAsync(file)).ShouldBe("old\n");
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead);
        new FileInfo(link).LinkTarget.ShouldBe("/nowhere");
        Directory.Exists(fresh).ShouldBeFalse();
        (await File.ReadAllTextAsync(folder["tree/inner/file"])).ShouldBe("deep");
        (await Should.ThrowAsync<StepException>(() => node.Guard().ArmAsync(Id, [new RunCommand(new(["true"]))], CancellationToken.None)))
            .Message.ShouldBe("'run true' cannot be guarded: nobody knows what would have to be put back; say 'guard: none'");
    });

    [RootProgramFact("ufw", "iptables", "ip", "unshare")]
    public Task An_sshd_that_does_not_greet_is_noticed() => SecludedNode.RunAsync(async () =>
    {
        await using var node = await Node.OfAsync();
        var guard = await node.Guard().ArmAsync(Id, [Cut], CancellationToken.None);
        node.Door.Greeting = "HTTP";
        (await guard.VerifyAsync(CancellationToken.None)).ShouldBe("what answers at [::1]:22 is no sshd: 'HTTP'");
        node.Door.Dispose();
        (await guard.VerifyAsync(CancellationToken.None)).ShouldBe("sshd does not listen any more");
        await guard.ConfirmAsync();
    });

    [RootProgramFact("ufw", "iptables", "ip", "unshare")]
    public Task The_timer_outlives_whoever_armed_it() => SecludedNode.RunAsync(async () =>
    {
        if (Environment.GetEnvironmentVariable("CONVERGE_ARM") is { } folder)
        {
            using var machine = new LinuxMachine();
            await new ConnectivityGuard(machine, folder, TimeSpan.FromSeconds(8)).ArmAsync(Id, [Cut], CancellationToken.None);
            await new LinuxExecutor(machine, new MemoryContents()).ExecuteAsync(Forced(Cut), CancellationToken.None);
            using var self = System.Diagnostics.Process.GetCurrentProcess();
            self.Kill();
        }
        await using var node = await Node.OfAsync();
        var run = await ProgramRun.Of(new ProgramRun.Start("dotnet", "test", typeof(GuardTests).Assembly.Location, "--nologo", "--filter", $"FullyQualifiedName~{nameof(GuardTests)}.{nameof(The_timer_outlives_whoever_armed_it)}")
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CONVERGE_ARM"] = node.Folder },
        });
        run.ExitCode.ShouldNotBe(0, "it was killed");
        node.Guards().ShouldHaveSingleItem();
        (await SecludedNode.IsReachedAsync(22)).ShouldBeFalse();
        await EventuallyAsync(() => SecludedNode.IsReachedAsync(22));
        // The next one clears away what is left.
        await EventuallyAsync(() => Task.FromResult(Directory.GetFiles(node.Folder, "restored", SearchOption.AllDirectories).Length == 1));
        await (await node.Guard().ArmAsync(Id, [Cut], CancellationToken.None)).ConfirmAsync();
        node.Guards().ShouldBeEmpty();
    });

    private static ChangeFirewallRules Forced(ChangeFirewallRules change) => new([.. change.Edits.Select(static edit => edit with { IsForced = true })]);

    private static string Files() => string.Concat(new[] { "/etc/ufw/user.rules", "/etc/ufw/user6.rules", "/etc/ufw/ufw.conf", "/etc/default/ufw", "/etc/ufw/after.rules" }.Select(File.ReadAllText));

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (var end = Environment.TickCount64 + 30_000; !await condition();)
        {
            Environment.TickCount64.ShouldBeLessThan(end, "it did not come about");
            await Task.Delay(100);
        }
    }

    /// <summary>A node whose firewall lets in nobody but by the door of something that greets as sshd does.</summary>
    private sealed class Node : IAsyncDisposable
    {
        private readonly LinuxMachine _machine = new();
        private readonly LinuxExecutor _executor;
        private readonly TemporaryFolder _folder = new();

        private Node() => _executor = new(_machine, new MemoryContents());

        public Door Door { get; } = new();

        public string Folder => _folder["guards"];

        public static async Task<Node> OfAsync()
        {
            var node = new Node();
            await node.DoAsync(new ChangeFirewallRules([new(FirewallRule.Parse("allow 22/tcp")!, [])]));
            await node.DoAsync(new SetFirewallState(On));
            (await SecludedNode.IsReachedAsync(22)).ShouldBeTrue();
            return node;
        }

        /// <summary>Somebody who stays connected.</summary>
        public async Task ConnectAsync()
        {
            _ = SecludedNode.PeerAsync("timeout", "30", "bash", "-c", $"exec 3<>/dev/tcp/{SecludedNode.Address}/22; read -n 1000 -u 3 x");
            await EventuallyAsync(() => Task.FromResult(_machine.Firewall.Lifelines.Count > 0));
        }

        public ConnectivityGuard Guard(int seconds = 60) => new(_machine, Folder, TimeSpan.FromSeconds(seconds));

        public string[] Guards() => Directory.Exists(Folder) ? Directory.GetDirectories(Folder) : [];

        public Task<StepResult> DoAsync(Step step) => _executor.ExecuteAsync(step, CancellationToken.None);

        public ValueTask DisposeAsync()
        {
            Door.Dispose();
            _machine.Dispose();
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Door : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.IPv6Any, 22);
        private readonly List<TcpClient> _clients = [];

        public Door()
        {
            _listener.Server.DualMode = true;
            _listener.Start();
            _ = GreetAsync();
        }

        public string Greeting { get; set; } = "SSH-";

        public void Dispose()
        {
            _listener.Dispose();
            foreach (var client in _clients)
                client.Dispose();
        }

        private async Task GreetAsync()
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync();
                    _clients.Add(client);
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Greeting));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
            {
                // It was closed.
            }
        }
    }
}
