using System.Runtime.CompilerServices;
using Converge.Plans;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Execution;

/// <summary>
/// A machine of its own for the firewall: a network namespace with an interface 'out' (10.9.0.1) whose other end is in a
/// second one, 'peer' (10.9.0.2); <c>/etc/ufw</c> and <c>/run</c> of its own, and ufw as it is after its installation. A test runs
/// itself once more inside of it.
/// </summary>
internal static class SecludedNode
{
    public const string Address = "10.9.0.1";
    public const string PeerAddress = "10.9.0.2";

    private const string Inside = "CONVERGE_SECLUDED";

    private const string Build = """
        set -e
        root=$1; shift
        mkdir -p "$root/etc/default"
        cp -a /etc/ufw "$root/etc/ufw"
        cp -a /etc/default/ufw "$root/etc/default/ufw"
        for name in before before6 after after6 user user6; do cp /usr/share/ufw/iptables/$name.rules "$root/etc/ufw/$name.rules"; done
        printf 'ENABLED=no\nLOGLEVEL=low\n' > "$root/etc/ufw/ufw.conf"
        printf 'IPV6=yes\nDEFAULT_INPUT_POLICY="DROP"\nDEFAULT_OUTPUT_POLICY="ACCEPT"\nDEFAULT_FORWARD_POLICY="DROP"\nDEFAULT_APPLICATION_POLICY="SKIP"\nMANAGE_BUILTINS=no\nIPT_SYSCTL=/etc/ufw/sysctl.conf\nIPT_MODULES=""\n' > "$root/etc/default/ufw"
        mount -t tmpfs none /run
        mount --bind "$root/etc/ufw" /etc/ufw
        mount --bind "$root/etc/default" /etc/default
        ip link set lo up
        ip netns add peer
        ip link add out type veth peer name eth0 netns peer
        ip address add 10.9.0.1/24 dev out
        ip address add fd09::1/64 dev out nodad
        ip link set out up
        ip -n peer address add 10.9.0.2/24 dev eth0
        ip -n peer address add fd09::2/64 dev eth0 nodad
        ip -n peer link set eth0 up
        exec "$@"
        """;

    public static async Task RunAsync(Func<Task> test, [CallerMemberName] string name = "", [CallerFilePath] string file = "")
    {
        if (Environment.GetEnvironmentVariable(Inside) is not null)
        {
            await test();
            return;
        }
        using var root = new TemporaryFolder();
        var run = await ProgramRun.Of(new ProgramRun.Start(
            "unshare",
            ["--net", "--mount", "--propagation", "private", "--fork", "--", "sh", "-c", Build, "sh", root.Path, "dotnet", "test", typeof(SecludedNode).Assembly.Location, "--nologo", "--filter", $"FullyQualifiedName~{Path.GetFileNameWithoutExtension(file)}.{name}"])
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { [Inside] = root.Path, ["SSH_CONNECTION"] = null },
        });
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        run.Output.ShouldContain("Passed:     1");
    }

    /// <summary>Runs a program in the other namespace.</summary>
    public static Task<ProgramRun> PeerAsync(params string[] words) => ProgramRun.Of("ip", ["netns", "exec", "peer", .. words]);

    /// <summary>Whether a new connection from the peer comes about.</summary>
    public static async Task<bool> IsReachedAsync(int port, string address = Address) =>
        (await PeerAsync("timeout", "1.5", "bash", "-c", $"exec 3<>/dev/tcp/{address}/{port}")).ExitCode == 0;

    public static async Task<string> SayAsync(string program, params string[] words)
    {
        var run = await ProgramRun.Of(program, words);
        run.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', words)}: {run.Output}{run.Error}");
        return run.Output;
    }
}

/// <summary>Keeps all that is replaced in memory.</summary>
internal sealed class MemoryContents : IContentStore
{
    private readonly Dictionary<string, byte[]> _kept = new(StringComparer.Ordinal);

    public string? Keep(ReadOnlySpan<byte> content, bool isSecret)
    {
        var name = $"{_kept.Count}";
        _kept.Add(name, content.ToArray());
        return name;
    }

    public ReadOnlyMemory<byte>? Find(string name) => _kept.TryGetValue(name, out var content) ? content : null;
}
