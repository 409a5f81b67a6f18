using System.Text.RegularExpressions;
using Converge.Linux.Machine.Files;
using Converge.Linux.Machine.Ufw;
using Converge.Resources.Firewall;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Machine.Ufw;

/// <summary>A root of its own for ufw itself, with the firewall off.</summary>
internal sealed class UfwRoot : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public UfwRoot()
    {
        _root.Write("etc/ufw/applications.d/own", "[WWW Full]\ntitle=a\ndescription=a\nports=80,443/tcp\n\n[DNS]\ntitle=b\ndescription=b\nports=53/udp|53/tcp\n\n[OpenSSH]\ntitle=c\ndescription=c\nports=22/tcp\n\n[Chat]\ntitle=d\ndescription=d\nports=1863|6891:6900/tcp|6901\n");
        foreach (var name in new[] { "before.rules", "before6.rules", "after.rules", "after6.rules", "user.rules", "user6.rules", "sysctl.conf" })
            Clear(name);
        SetV6("yes");
        SetLogging("low");
        _root.Write("usr/sbin/ufw", "");
        _root.Write("lib/ufw/ufw-init", "#!/bin/sh\n");
        Directory.CreateDirectory(_root["usr/share/ufw/messages"]);
    }

    public string Path => _root.Path;

    public string this[string name] => File.ReadAllText(_root[$"etc/ufw/{name}"]);

    public void Dispose() => _root.Dispose();

    public void Clear(string name) => _root.Write($"etc/ufw/{name}", "*filter\nCOMMIT\n");

    public void Write(string name, string content) => _root.Write($"etc/ufw/{name}", content);

    public void SetLogging(string level) => _root.Write("etc/ufw/ufw.conf", $"ENABLED=no\nLOGLEVEL={level}\n");

    public void SetV6(string yes, string input = "DROP", string output = "ACCEPT", string forward = "DROP") => _root.Write(
        "etc/default/ufw",
        $"IPV6={yes}\nDEFAULT_INPUT_POLICY=\"{input}\"\nDEFAULT_OUTPUT_POLICY=\"{output}\"\nDEFAULT_FORWARD_POLICY=\"{forward}\"\nDEFAULT_APPLICATION_POLICY=\"SKIP\"\nMANAGE_BUILTINS=no\nIPT_SYSCTL=/etc/ufw/sysctl.conf\nIPT_MODULES=\"\"\n");

    public Task<string> Add(string rule) => Run([.. Words(rule)]);

    public async Task<string> Run(params string[] words)
    {
        var run = await ProgramRun.Of(new ProgramRun.Start("ufw", [$"--rootdir={_root.Path}", $"--datadir={_root.Path}", .. words]));
        run.ExitCode.ShouldBe(0, $"{string.Join(' ', words)}: {run.Output}{run.Error}");
        return run.Output;
    }

    public List<FirewallRule> Read() => Ask(static firewall => firewall.Rules.ToList());

    public T Ask<T>(Func<LinuxFirewall, T> question)
    {
        using var files = new LinuxFiles(_root.Path);
        return question(new LinuxFirewall(files));
    }

    /// <summary>What ufw says that it has.</summary>
    public async Task<List<FirewallRule>> Shown() =>
        [.. (await Run("show", "added")).Split('\n').Where(static line => line.StartsWith("ufw ", StringComparison.Ordinal)).Select(static line => FirewallRule.Parse(line[4..])!)];

    private static IEnumerable<string> Words(string rule) =>
        Regex.Matches(rule, @"'[^']*'|\S+", RegexOptions.NonBacktracking).Select(static word => word.Value.Trim('\''));
}
