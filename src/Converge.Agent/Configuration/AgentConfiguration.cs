using Converge.Linux.State;

namespace Converge.Agent.Configuration;

/// <summary>How the agent of a machine is set up.</summary>
public sealed record AgentConfiguration
{
    public const string UsualFile = "/etc/converge/agent.yaml";

    /// <summary>Null: the name in its certificate, or else that of the machine.</summary>
    public string? Node { get; init; }

    /// <summary>Null: there is no server, and the repository is asked itself.</summary>
    public Uri? Server { get; init; }

    /// <summary>Null: the one that enrolling brought.</summary>
    public string? Authority { get; init; }

    /// <summary>Any address that git takes. Null: the server has it.</summary>
    public string? Repository { get; init; }

    /// <summary>Without a server: where nodes and environments are read.</summary>
    public string Branch { get; init; } = "main";

    /// <summary>Who may sign commits: a file of SSH keys or an OpenPGP keyring. Null: commits need no signature.</summary>
    public string? AllowedSigners { get; init; }

    /// <summary>Without a server: instead of the one that nodes/ gives it.</summary>
    public string? Environment { get; init; }

    /// <summary>Age identities to open secrets with, where no server does.</summary>
    public string? SecretsIdentity { get; init; }

    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The machines of a fleet begin their runs within this time, each at a moment of its own.</summary>
    public TimeSpan Splay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After which a run is broken off.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(1);

    public bool Repairs { get; init; } = true;

    /// <summary>How often a resource is repaired within an hour, before that is left to the next run.</summary>
    public int RepairLimit { get; init; } = 5;

    public string State { get; init; } = StateFolder.Usual;

    public LogLevel Log { get; init; } = LogLevel.Info;

    /// <summary>Where traces of runs go, by OTLP over HTTP. Null: nowhere.</summary>
    public Uri? Traces { get; init; }
}

/// <summary>What is said.</summary>
public enum LogLevel
{
    Error,
    Warning,
    Info,
    Debug,
}
