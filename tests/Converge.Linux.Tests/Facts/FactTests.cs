using Converge.Facts;
using Converge.Language.Values;
using Converge.Linux.Facts;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Facts;

public sealed class FactTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    [Fact]
    public void The_system_is_what_os_release_says()
    {
        _root.Write("etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\nID=debian\n");
        Json(new OsFact(_root.Path)).ShouldBe("""{"name":"Debian GNU/Linux 12 (bookworm)","version":"12","codename":"bookworm","id":"debian"}""");
    }

    [Fact]
    public void Memory_is_counted_in_bytes()
    {
        _root.Write("proc/meminfo", "MemTotal:        2048 kB\nMemFree:  1 kB\nSwapTotal:             0 kB\n");
        Json(new MemoryFact(_root.Path)).ShouldBe("""{"total":2097152,"swap":0}""");
    }

    [Fact]
    public void Each_processor_counts()
    {
        _root.Write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Fast CPU\n\nprocessor\t: 1\nmodel name\t: Fast CPU\n");
        var cpu = new CpuFact(_root.Path).Read().AsObject();
        cpu["count"].ShouldBe(Value.From(2));
        cpu["model"].ShouldBe(Value.From("Fast CPU"));
    }

    [Theory]
    [InlineData("127.0.1.1 web1.example.com web1 # web1.example.org", "web1.example.com")]
    [InlineData("127.0.1.1 web1", "web1")]
    [InlineData("# web1.example.com web1", "web1")]
    public void The_full_name_is_the_one_in_hosts(string line, string expected)
    {
        _root.Write("proc/sys/kernel/hostname", "web1\n");
        _root.Write("etc/hosts", $"127.0.0.1 localhost\n{line}\n");
        new FqdnFact(_root.Path).Read().ShouldBe(Value.From(expected));
    }

    [Fact]
    public void Without_hosts_the_name_alone_is_known()
    {
        _root.Write("proc/sys/kernel/hostname", "web1\n");
        new FqdnFact(_root.Path).Read().ShouldBe(Value.From("web1"));
        Directory.CreateDirectory(_root["etc"]);
        File.CreateSymbolicLink(_root["etc/hosts"], "/run/nowhere/hosts");
        new FqdnFact(_root.Path).Read().ShouldBe(Value.From("web1"));
    }

    [Fact]
    public void The_time_zone_is_where_the_link_points()
    {
        new TimeZoneFact(_root.Path).Read().ShouldBe(Value.From("UTC"));
        Directory.CreateDirectory(_root["etc"]);
        File.CreateSymbolicLink(_root["etc/localtime"], "/usr/share/zoneinfo/Europe/Berlin");
        new TimeZoneFact(_root.Path).Read().ShouldBe(Value.From("Europe/Berlin"));
    }

    [Fact]
    public void Whoever_has_a_certificate_of_a_server_is_enrolled()
    {
        new EnrolledFact(_root.Path).Read().ShouldBe(Value.From(false));
        _root.Write("var/lib/converge/identity/node.crt", "-----BEGIN CERTIFICATE-----\n");
        new EnrolledFact(_root.Path).Read().ShouldBe(Value.From(true));
    }

    [Fact]
    public void The_gateway_is_that_of_the_default_route()
    {
        _root.Write("proc/net/route", "Iface\tDestination\tGateway\tFlags\neth0\t0000000A\t00000000\t0001\neth0\t00000000\t0100000A\t0003\n");
        var network = new NetworkFact(_root.Path).Read().AsObject();
        network["gateway"].ShouldBe(Value.From("10.0.0.1"));
        network["interface"].ShouldBe(Value.From("eth0"));
        network["interfaces"].AsObject()["lo"].AsObject()["addresses"].AsArray().ShouldContain(Value.From("127.0.0.1"));
    }

    [Fact]
    public void This_machine_has_all_that_every_machine_has() =>
        Builtins.ReadFacts(out _).Values.Keys.ToArray().Except(["systemd", "postgresql"])
            .ShouldBe(["cpu", "enrolled", "filesystems", "fqdn", "hostname", "kernel", "memory", "network", "os", "time_zone", "users", "virtualization"]);

    [Fact]
    public void People_are_counted()
    {
        _root.Write("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nbob:x:1001:1001::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\nbroken\n");
        Json(new UsersFact(_root.Path)).ShouldBe("""{"count":2}""");
    }

    [Fact]
    public void Systemd_has_a_version_where_it_runs()
    {
        _root.Write("usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-257.7-1.so", "");
        new SystemdFact(_root.Path).Read().IsNull.ShouldBeTrue();
        Directory.CreateDirectory(_root["run/systemd/system"]);
        Json(new SystemdFact(_root.Path)).ShouldBe("""{"version":257}""");
        File.Delete(_root["usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-257.7-1.so"]);
        Json(new SystemdFact(_root.Path)).ShouldBe("{}");
    }

    [Fact]
    public void Without_a_gateway_of_the_old_kind_that_of_the_new_one_counts()
    {
        _root.Write("proc/net/route", "Iface\tDestination\tGateway\tFlags\n");
        _root.Write(
            "proc/net/ipv6_route",
            $"20010db8000000000000000000000000 40 {new string('0', 32)} 00 {new string('0', 32)} 00000100 00000001 00000000 00000001     eth0\n"
            + $"{new string('0', 32)} 00 {new string('0', 32)} 00 fe800000000000000000000000000001 00000400 00000003 00000000 00450003     eth1\n"
            + $"{new string('0', 32)} 00 {new string('0', 32)} 00 {new string('0', 32)} ffffffff 00000001 00000000 00200200       lo\n");
        var network = new NetworkFact(_root.Path).Read().AsObject();
        network["gateway"].ShouldBe(Value.From("fe80::1"));
        network["interface"].ShouldBe(Value.From("eth1"));
    }

    public void Dispose() => _root.Dispose();

    private static string Json(IFact fact) => JsonText.Write(fact.Read());
}
