using System.Globalization;
using Converge.Language.Values;

namespace Converge.Agent.Configuration;

/// <summary>Something that can be set: in the file, by an option, by a variable.</summary>
/// <param name="Path">In the file, with a dot between the levels.</param>
/// <param name="Value">What stands for its value in a usage line.</param>
/// <param name="Expected">What a value must be.</param>
/// <param name="Set">Null if the text is no such value.</param>
public sealed record AgentKey(string Path, string Value, string Help, string Expected, Func<AgentConfiguration, string, AgentConfiguration?> Set)
{
    /// <summary>What stands for a value that is a path.</summary>
    public const string PathForm = "PATH";

    // Of whom nothing is believed that is not encrypted.
    private const string Server = "server";

    /// <summary>All there are, in the order of the file.</summary>
    public static readonly AgentKey[] All =
    [
        Text("node", "NAME", "the name of this node; that of its certificate, or else of the machine, if not given", static (to, text) => to with { Node = text }),
        Url(Server, "the server; without one the repository is asked itself", static (to, url) => to with { Server = url }),
        File("ca", "the authority that the server's certificate must be of; the one from enrolling if not given", static (to, text) => to with { Authority = text }),
        Text("repository.url", "URL", "where git fetches from; the server if not given", static (to, text) => to with { Repository = text }),
        Text("repository.branch", "NAME", "without a server: the branch whose nodes/ says what this node is; main if not given", static (to, text) => to with { Branch = text }),
        File("repository.allowed_signers", "whose signature commits need: a file of SSH keys (ssh-keygen(1), ALLOWED SIGNERS) or an OpenPGP keyring; none is needed if not given", static (to, text) => to with { AllowedSigners = text }),
        Text("environment", "NAME", "without a server: the environment to follow, instead of the one that nodes/ says", static (to, text) => to with { Environment = text }),
        File("secrets.identity", "without a server: the age identities that secrets are opened with", static (to, text) => to with { SecretsIdentity = text }),
        Time("interval", "how often it runs; 30m if not given", static (to, time) => time > TimeSpan.Zero ? to with { Interval = time } : null),
        Time("splay", "the time within which the machines of a fleet take turns; 5m if not given", static (to, time) => to with { Splay = time }),
        Time("deadline", "how long a run may take before it is broken off; 1h if not given", static (to, time) => time > TimeSpan.Zero ? to with { Deadline = time } : null),
        Flag("live_repair.enabled", "whether to repair at once what somebody changes; true if not given", static (to, flag) => to with { Repairs = flag }),
        new("live_repair.limit", "N", "how often one resource is repaired within an hour; 5 if not given", "a whole number from 1 on", static (to, text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? to with { RepairLimit = count } : null),
        File("state", "the folder where it keeps what it remembers; /var/lib/converge if not given", static (to, text) => to with { State = text }),
        new("log.level", "error|warning|info|debug", "what is said; info if not given", "error, warning, info or debug", static (to, text) =>
            text.All(char.IsAsciiLetterLower) && Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) ? to with { Log = level } : null),
        Url("otlp.endpoint", "where traces of runs are sent, by OTLP over HTTP; nowhere if not given", static (to, url) => to with { Traces = url }),
    ];

    /// <summary>As in <c>--live-repair-limit</c>.</summary>
    public string Option => $"--{Path.Replace('.', '-').Replace('_', '-')}";

    /// <summary>As in <c>CONVERGE_AGENT_LIVE_REPAIR_LIMIT</c>.</summary>
    public string Variable => $"CONVERGE_AGENT_{Path.Replace('.', '_').ToUpperInvariant()}";

    private static AgentKey Text(string path, string value, string help, Func<AgentConfiguration, string, AgentConfiguration> set) =>
        new(path, value, help, "a text that is not empty", (to, text) => text.Length > 0 ? set(to, text) : null);

    private static AgentKey File(string path, string help, Func<AgentConfiguration, string, AgentConfiguration> set) =>
        new(path, PathForm, help, "a path that begins with '/'", (to, text) => text.StartsWith('/') ? set(to, text) : null);

    private static AgentKey Url(string path, string help, Func<AgentConfiguration, Uri, AgentConfiguration> set) =>
        new(path, "URL", help, "an address such as https://converge.example.com:8140", (to, text) =>
            Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0 && (url.Scheme == "https" || (url.Scheme == "http" && path != Server)) ? set(to, url) : null);

    private static AgentKey Time(string path, string help, Func<AgentConfiguration, TimeSpan, AgentConfiguration?> set) =>
        new(path, "DURATION", help, Duration.Form, (to, text) => Duration.TryParse(text, out var time) ? set(to, time) : null);

    private static AgentKey Flag(string path, string help, Func<AgentConfiguration, bool, AgentConfiguration> set) =>
        new(path, "true|false", help, "true or false", (to, text) => text switch { "true" => set(to, true), "false" => set(to, false), _ => null });
}
