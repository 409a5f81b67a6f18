using System.Collections.Immutable;
using Converge.Linux.Execution;
using Converge.Linux.Machine;
using Converge.Plans;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Execution.Packages;

/// <summary>A tree with a database of dpkg and a source of packages of its own, which the real programs change in place of the machine.</summary>
public sealed class AptTree : IDisposable
{
    private static readonly string[] Folders =
    [
        "etc/apt/apt.conf.d", "etc/apt/preferences.d", "etc/apt/sources.list.d", "etc/apt/trusted.gpg.d", "var/lib/apt/lists/partial", "var/lib/dpkg/updates",
        "var/lib/dpkg/info", "var/lib/dpkg/triggers", "var/cache/apt/archives/partial", "var/log/apt", "repository", "tmp",
    ];

    private readonly TemporaryFolder _root = new();

    public AptTree()
    {
        foreach (var folder in Folders)
            Directory.CreateDirectory(_root[folder]);
        _root.Write("var/lib/dpkg/status", "");
        _root.Write("var/lib/dpkg/available", "");
        _root.Write("etc/apt/sources.list", $"deb [trusted=yes] copy:{_root["repository"]} ./\n");
        Machine = new(_root.Path);
        Environment = ImmutableSortedDictionary<string, string>.Empty
            .Add("APT_CONFIG", _root.Write("apt.conf", $"Dir \"{_root.Path}\";\nDir::State::status \"{_root["var/lib/dpkg/status"]}\";\nAPT::Sandbox::User \"root\";\n"))
            .Add("DPKG_ROOT", _root.Path)
            .Add("DPKG_FORCE", "security-mac,downgrade,script-chrootless");
    }

    public LinuxMachine Machine { get; }

    public List<string> Progress { get; } = [];

    public ImmutableSortedDictionary<string, string> Environment { get; }

    public string this[string name] => _root[name];

    internal PackageSteps Steps(TimeSpan? patience = null) => new(Machine, Progress.Add, Environment, patience ?? TimeSpan.FromSeconds(20));

    /// <summary>Puts a package into the source.</summary>
    public async Task AddAsync(string name, string version, string fields = "", string? afterInstall = null, params (string Path, string Content)[] configuration)
    {
        using var package = new TemporaryFolder();
        package.Write("DEBIAN/control", $"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\nDescription: made for a test\n{fields}");
        package.Write($"usr/share/doc/{name}/version", $"{version}\n");
        if (afterInstall is not null)
            File.SetUnixFileMode(package.Write("DEBIAN/postinst", $"#!/bin/sh\n{afterInstall}\n"), (UnixFileMode)0b111_101_101);
        foreach (var (path, content) in configuration)
            package.Write(path, content);
        if (configuration.Length > 0)
            package.Write("DEBIAN/conffiles", string.Concat(configuration.Select(static file => $"/{file.Path}\n")));
        File.SetUnixFileMode(package.Path, (UnixFileMode)0b111_101_101);
        Succeed(await ProgramRun.Of("dpkg-deb", "--root-owner-group", "--build", package.Path, _root[$"repository/{name}_{version}_all.deb"]));
    }

    /// <summary>Has apt know what is in the source.</summary>
    public async Task PublishAsync()
    {
        await IndexAsync();
        await Steps().UpdateAsync(new(Source: null), CancellationToken.None);
    }

    /// <summary>Offers what is in the source, and apt does not know it yet.</summary>
    public async Task IndexAsync()
    {
        var index = await ProgramRun.Of(new ProgramRun.Start("dpkg-scanpackages", "--multiversion", ".") { Folder = _root["repository"] });
        Succeed(index);
        _root.Write("repository/Packages", index.Output);
    }

    public async Task<StepResult> ChangeAsync(params PackageWish[] wishes)
    {
        try
        {
            return await Steps().ChangeAsync(new([.. wishes]), CancellationToken.None);
        }
        finally
        {
            Machine.Forget();
        }
    }

    public Task<StepResult> InstallAsync(params string[] names) => ChangeAsync([.. names.Select(static name => new PackageWish(PackageVerb.Install, name))]);

    /// <summary>The version that is installed and its state, when that is another; null if there is nothing.</summary>
    public string? Installed(string name) => Machine.Packages.Find(name) is { } status ? status.IsInstalled ? status.Version : status.State : null;

    public void Write(string name, string content) => _root.Write(name, content);

    public void Dispose()
    {
        Machine.Dispose();
        _root.Dispose();
    }

    private static void Succeed(ProgramRun run) => run.ExitCode.ShouldBe(0, run.Error);
}
