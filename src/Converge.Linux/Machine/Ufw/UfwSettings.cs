using System.Text;
using Converge.Linux.Machine.Files;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Ufw;

/// <summary>What <c>/etc/default/ufw</c> and <c>ufw.conf</c> say, read as ufw reads them.</summary>
internal sealed class UfwSettings
{
    private static readonly string[] Files = ["/etc/default/ufw", "/etc/ufw/ufw.conf"];

    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);

    /// <summary>Null if there is no ufw.</summary>
    public static UfwSettings? Read(LinuxFiles files)
    {
        var settings = new UfwSettings();
        foreach (var path in Files)
        {
            if (files.ReadThrough(path) is not { } content)
                return null;
            foreach (var line in Encoding.UTF8.GetString(content.Span).Split('\n'))
                settings.Add(line.Trim());
        }
        return settings;
    }

    public bool HasV6 => Setting("ipv6") == "yes";

    public FirewallState State => new(
        Setting("enabled") == "yes",
        Policy("input"),
        Policy("output"),
        Policy("forward"),
        Setting("loglevel") is { Length: > 0 } level ? level : "off");

    private string Setting(string name) => _settings.GetValueOrDefault(name, "");

    private string Policy(string chain) => Setting($"default_{chain}_policy") switch
    {
        "accept" => "allow",
        "reject" => "reject",
        _ => "deny",
    };

    private void Add(string line)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && line[0] != '#')
            _settings[line[..equals].ToLowerInvariant()] = line[(equals + 1)..].ToLowerInvariant().Trim('"', '\'');
    }
}
