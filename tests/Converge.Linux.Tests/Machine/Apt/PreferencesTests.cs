using System.Text.RegularExpressions;
using Converge.Linux.Machine.Apt;
using Converge.Linux.Machine.Files;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Machine.Apt;

/// <summary>Which version apt takes, by its own lists and preferences: what apt-cache says of the same folders.</summary>
public sealed partial class PreferencesTests : IDisposable
{
    private const string Lists = "var/lib/apt/lists";

    private readonly TemporaryFolder _root = new();

    public PreferencesTests()
    {
        AddRelease("stable", "bookworm", "", ("app", "1.0"), ("lib", "1.0"), ("lib", "0.9"), ("held", "2.0"));
        AddRelease("stable-backports", "bookworm-backports", "NotAutomatic: yes\nButAutomaticUpgrades: yes\n", ("app", "2.0~bpo1"), ("new", "1"));
        AddRelease("experimental", "rc-buggy", "NotAutomatic: yes\n", ("app", "3.0~exp1"), ("lib", "2.0~exp1"));
        _root.Write("var/lib/dpkg/status", """
            Package: dpkg
            Status: install ok installed
            Architecture: amd64
            Version: 1
            Maintainer: nobody
            Description: none

            Package: held
            Status: install ok installed
            Architecture: amd64
            Version: 2.1
            Maintainer: nobody
            Description: none

            """);
        foreach (var folder in new[] { "etc/apt/preferences.d", "etc/apt/apt.conf.d", "etc/apt/sources.list.d", "etc/apt/trusted.gpg.d", $"{Lists}/partial", "var/cache/apt/archives/partial" })
            Directory.CreateDirectory(_root[folder]);
    }

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("app", "1.0", "3.0~exp1 2.0~bpo1")]
    [InlineData("lib", "1.0", "2.0~exp1 0.9")]
    [InlineData("new", "1", "")]
    [InlineData("held", "2.1", "2.0")]
    public void Without_preferences_what_is_not_automatic_comes_last(string name, string candidate, string others)
    {
        using var files = new LinuxFiles(_root.Path);
        string.Join(' ', new LinuxPackages(files).Available(name)).ShouldBe($"{candidate} {others}".TrimEnd());
    }

    [ProgramFact("apt-cache")]
    public Task Without_preferences() => Check("");

    [ProgramFact("apt-cache")]
    public Task By_archive() => Check("Package: *\nPin: release a=stable-backports\nPin-Priority: 600\n");

    [ProgramFact("apt-cache")]
    public Task By_codename_and_component() => Check("Package: app\nPin: release n=rc-buggy, c=main\nPin-Priority: 700\n");

    [ProgramFact("apt-cache")]
    public Task By_the_name_of_a_release() => Check("Package: app lib\nPin: release experimental\nPin-Priority: 990\n");

    [ProgramFact("apt-cache")]
    public Task By_publisher() => Check("Package: *\nPin: release o=Example, l=Example\nPin-Priority: 1001\n");

    [ProgramFact("apt-cache")]
    public Task By_host() => Check("Package: lib\nPin: origin \"deb.example.org\"\nPin-Priority: 450\n");

    [ProgramFact("apt-cache")]
    public Task By_version() => Check("Package: app\nPin: version 2.0*\nPin-Priority: 800\n\nPackage: lib\nPin: version 0.9\nPin-Priority: 1001\n");

    [ProgramFact("apt-cache")]
    public Task Never() => Check("Package: app\nPin: release *\nPin-Priority: -1\n\nPackage: new\nPin: version *\nPin-Priority: -10\n");

    [ProgramFact("apt-cache")]
    public Task Back_to_an_older_one() => Check("Package: held\nPin: release a=stable\nPin-Priority: 1001\n");

    [ProgramFact("apt-cache")]
    public Task Not_back_to_an_older_one() => Check("Package: held\nPin: release a=stable\nPin-Priority: 999\n");

    [ProgramFact("apt-cache")]
    public Task The_first_of_several_counts() => Check(
        "# why\nPackage: app\nPin: release a=experimental\nPin-Priority: 100\n\n"
        + "Package: app\nExplanation: no\nPin: release a=experimental\nPin-Priority: 900\n\nPackage: *\nPin: release a=experimental\nPin-Priority: 950\n");

    [ProgramFact("apt-cache")]
    public Task By_pattern() => Check("Package: a*\nPin: release a=experimental\nPin-Priority: 900\n\nPackage: /^li/\nPin: release a=experimental\nPin-Priority: 901\n");

    [ProgramFact("apt-cache")]
    public Task By_default_release()
    {
        _root.Write("etc/apt/apt.conf.d/10release", "// comment\nAPT::Default-Release \"stable-backports\";\n");
        return Check("Package: *\nPin: release a=experimental\nPin-Priority: 991\n");
    }

    [ProgramFact("apt-cache")]
    public Task In_several_files()
    {
        _root.Write("etc/apt/preferences.d/10-first", "Package: app\nPin: release a=experimental\nPin-Priority: 900\n");
        _root.Write("etc/apt/preferences.d/20-second.pref", "Package: app\nPin: release a=experimental\nPin-Priority: 10\n");
        _root.Write("etc/apt/preferences.d/00-ignored.bak", "Package: lib\nPin: release a=experimental\nPin-Priority: 900\n");
        return Check("");
    }

    private async Task Check(string preferences)
    {
        _root.Write("etc/apt/preferences", preferences);
        using var files = new LinuxFiles(_root.Path);
        var packages = new LinuxPackages(files);
        string[] options = ["-o", $"Dir={_root.Path}", "-o", "APT::Architecture=amd64", "-o", "APT::Architectures=amd64", "-o", $"Dir::State::status={_root["var/lib/dpkg/status"]}", "-o", "Dir::Etc::main=apt.conf", "-o", "Dir::Etc::parts=apt.conf.d"];
        var variables = new Dictionary<string, string?> { ["APT_CONFIG"] = _root.Write("apt.conf", $"Dir \"{_root.Path}\";\n"), ["LANG"] = "C" };
        var run = await ProgramRun.Of(new ProgramRun.Start("apt-cache", ["policy", "app", "lib", "new", "held", .. options]) { Environment = variables });
        var candidates = Candidates().Matches(run.Output).ToDictionary(static match => match.Groups["name"].Value, static match => match.Groups["candidate"].Value);
        candidates.Count.ShouldBe(4, run.Output + run.Error);
        foreach (var (name, candidate) in candidates)
            (packages.Available(name) is [var first, ..] ? first : "(none)").ShouldBe(candidate, $"{name}\n{run.Output}");
    }

    private void AddRelease(string archive, string codename, string more, params (string Name, string Version)[] packages)
    {
        var stem = $"{Lists}/deb.example.org_debian_dists_{archive}";
        _root.Write($"{stem}_Release", $"Origin: Example\nLabel: Example\nSuite: {archive}\nVersion: 12\nCodename: {codename}\n{more}Architectures: amd64\nComponents: main\n");
        _root.Write($"{stem}_main_binary-amd64_Packages", string.Concat(packages.Select(static p =>
            $"Package: {p.Name}\nVersion: {p.Version}\nArchitecture: amd64\nMaintainer: nobody\nFilename: pool/{p.Name}_{p.Version}.deb\nSize: 1\nSHA256: {new string('0', 64)}\nDescription: none\n\n")));
        var sources = _root["etc/apt/sources.list"];
        _root.Write("etc/apt/sources.list", $"{(File.Exists(sources) ? File.ReadAllText(sources) : "")}deb [trusted=yes] http://deb.example.org/debian {archive} main\n");
    }

    [GeneratedRegex(@"^(?<name>\S+):\n  Installed: .*\n  Candidate: (?<candidate>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Candidates();
}
