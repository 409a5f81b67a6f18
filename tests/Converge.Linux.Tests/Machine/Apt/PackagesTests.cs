using System.Text.RegularExpressions;
using Converge.Linux.Machine.Apt;
using Converge.Linux.Machine.Files;
using Converge.Resources.Machines;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Machine.Apt;

public partial class PackagesTests : IDisposable
{
    private const string Status = """
        Package: dpkg
        Essential: yes
        Status: install ok installed
        Architecture: amd64
        Version: 1.21.22
        Description: Debian package management system
         Package: a line that only looks like one

        Package: nginx
        Status: hold ok installed
        Architecture: all
        Version: 1.22.1-9

        Package: libc6
        Status: install ok installed
        Architecture: amd64
        Multi-Arch: same
        Version: 2.36-9

        Package: libc6
        Status: install ok unpacked
        Architecture: i386
        Multi-Arch: same
        Version: 2.36-8

        Package: wine32
        Status: install ok installed
        Architecture: i386
        Version: 8.0

        Package: apache2
        Status: deinstall ok config-files
        Architecture: amd64
        Version: 2.4.57-2

        Package: never
        Status: unknown ok not-installed
        Architecture: amd64

        """;

    private readonly TemporaryFolder _root = new();
    private readonly LinuxFiles _files;
    private readonly LinuxPackages _packages;

    public PackagesTests()
    {
        _files = new(_root.Path);
        _packages = new(_files);
        _root.Write("var/lib/dpkg/status", Status);
    }

    public void Dispose()
    {
        _files.Dispose();
        _root.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_package_has_a_version_a_state_and_may_be_held()
    {
        _packages.Find("dpkg").ShouldBe(new PackageStatus("dpkg", "1.21.22", "installed", IsHeld: false));
        _packages.Find("nginx").ShouldBe(new PackageStatus("nginx", "1.22.1-9", "installed", IsHeld: true));
        _packages.Find("apache2").ShouldBe(new PackageStatus("apache2", "2.4.57-2", "config-files", IsHeld: false));
        _packages.Find("never").ShouldBeNull();
        _packages.Find("a").ShouldBeNull();
        _packages.Interrupted.ShouldBeNull();
    }

    [Theory]
    [InlineData("libc6", "libc6", "installed")]
    [InlineData("libc6:amd64", "libc6", "installed")]
    [InlineData("libc6:i386", "libc6:i386", "unpacked")]
    [InlineData("wine32", "wine32:i386", "installed")]
    [InlineData("wine32:i386", "wine32:i386", "installed")]
    [InlineData("nginx:any", "nginx", "installed")]
    public void Architectures(string asked, string name, string state)
    {
        var status = _packages.Find(asked)!;
        status.Name.ShouldBe(name);
        status.State.ShouldBe(state);
    }

    [Fact]
    public void Of_another_architecture_it_is_another_package()
    {
        _packages.Find("libc6:arm64").ShouldBeNull();
        _packages.Find("dpkg:i386").ShouldBeNull();
        _packages.Find("wine32:amd64").ShouldBeNull();
    }

    [Fact]
    public void What_dpkg_was_doing_counts_and_is_told()
    {
        _root.Write("var/lib/dpkg/updates/tmp.i", "");
        _packages.Interrupted.ShouldBeNull();
        _root.Write("var/lib/dpkg/updates/0001", "Package: curl\nStatus: install ok half-installed\nArchitecture: amd64\nVersion: 7\n");
        _root.Write("var/lib/dpkg/updates/0002", "Package: curl\nStatus: install ok unpacked\nArchitecture: amd64\nVersion: 8\n");
        _packages.Forget();
        _packages.Interrupted.ShouldBe("dpkg was interrupted ('/var/lib/dpkg/updates/0001' is there): 'dpkg --configure -a' repairs it");
        _packages.Find("curl").ShouldBe(new PackageStatus("curl", "8", "unpacked", IsHeld: false));
    }

    [Fact]
    public void A_half_installed_package_is_told()
    {
        _root.Write("var/lib/dpkg/status", "Package: curl\nStatus: install reinstreq half-installed\nArchitecture: amd64\nVersion: 7\n");
        _packages.Interrupted!.ShouldBe("dpkg was interrupted ('curl' is half installed): 'dpkg --configure -a' and 'apt-get install --reinstall curl' repair it");
        _packages.Find("curl")!.State.ShouldBe("half-installed");
    }

    [Fact]
    public void A_machine_without_dpkg_has_no_packages()
    {
        using var files = new LinuxFiles(_root["var"]);
        var packages = new LinuxPackages(files);
        packages.Find("dpkg").ShouldBeNull();
        packages.Interrupted.ShouldBeNull();
        packages.Available("dpkg").ShouldBeEmpty();
        packages.Names.ShouldBeEmpty();
    }

    [Fact]
    public void Whatever_is_in_the_file_it_is_read()
    {
        Fuzz.ForAll(300, random => Damage(Status, random), text =>
        {
            _root.Write("var/lib/dpkg/status", text);
            _packages.Forget();
            _packages.Find("libc6");
            _packages.Available("libc6");
        });
    }

    [ProgramFact("dpkg-query")]
    public async Task It_is_what_dpkg_says_of_this_machine()
    {
        using var files = new LinuxFiles();
        var packages = new LinuxPackages(files);
        var run = await ProgramRun.Of("dpkg-query", "-W", "-f", "${binary:Package}|${Version}|${db:Status-Status}|${db:Status-Want}\\n");
        foreach (var line in run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split('|');
            if (words[2] != "not-installed")
                packages.Find(words[0]).ShouldBe(new PackageStatus(packages.Find(words[0])!.Name, words[1], words[2], words[3] == "hold"), line);
        }
    }

    [ProgramFact("apt-cache")]
    public async Task It_is_what_apt_could_install_on_this_machine()
    {
        using var files = new LinuxFiles();
        var packages = new LinuxPackages(files);
        var random = new Random(1);
        var names = packages.Names.Where(_ => random.Next(100) == 0).Take(400).ToArray();
        var run = await ProgramRun.Of("apt-cache", ["policy", .. names]);
        var policies = PolicyParts().Matches(run.Output);
        policies.Count.ShouldBe(names.Length);
        foreach (Match policy in policies)
        {
            var expected = policy.Groups["candidate"].Value;
            var versions = VersionLines().Matches(policy.Value).Select(static match => match.Groups["version"].Value).ToArray();
            string.Join(' ', packages.Available(policy.Groups["name"].Value))
                .ShouldBe(expected == "(none)" ? "" : string.Join(' ', versions.OrderBy(version => version != expected)), policy.Value);
        }
    }

    private static string Damage(string text, Random random)
    {
        for (var i = random.Next(5); i >= 0; i--)
        {
            var at = random.Next(text.Length);
            text = random.Next(3) switch { 0 => text[..at], 1 => text.Insert(at, "\n\n"), _ => text.Remove(at, Math.Min(random.Next(40), text.Length - at)) };
            if (text.Length == 0)
                return text;
        }
        return text;
    }

    [GeneratedRegex(@"^(?<name>\S+):\n  Installed: .*\n  Candidate: (?<candidate>.*)\n  Version table:\n(?: .*\n?)*", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PolicyParts();

    [GeneratedRegex(@"^ (\*\*\*|   ) (?<version>\S+) -?[0-9]+$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex VersionLines();
}
