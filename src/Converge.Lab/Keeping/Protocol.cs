using System.Text.Json.Serialization;

namespace Converge.Lab.Keeping;

/// <summary>What the keeper is asked; one line of JSON, as is its answer.</summary>
/// <param name="Do">The verb.</param>
/// <param name="Node">The node it is about.</param>
public sealed record LabRequest(LabVerb Do, string? Node = null)
{
    public NodeSetup? Setup { get; init; }

    public LayerSetup? Layer { get; init; }

    /// <summary>How long to wait at most.</summary>
    public double Seconds { get; init; }
}

public enum LabVerb
{
    Status,
    Add,

    /// <summary>Ends when the node has booted.</summary>
    Wait,
    Start,

    /// <summary>As somebody who presses the button.</summary>
    Stop,

    /// <summary>As somebody who pulls the plug.</summary>
    Kill,
    Remove,

    /// <summary>Pulls the network cable.</summary>
    Cut,
    Heal,

    /// <summary>Runs a command in a clone that is not booted, and keeps what it wrote.</summary>
    Layer,
    Down,
}

/// <param name="Problem">Null if it was done.</param>
public sealed record LabAnswer(string? Problem = null)
{
    public string? Hint { get; init; }

    public IReadOnlyList<NodeState> Nodes { get; init; } = [];
}

/// <summary>What a node is made of.</summary>
/// <param name="Lower">The folders it is a clone of, the upmost first.</param>
public sealed record NodeSetup(string Name, string Fqdn, string Address, IReadOnlyList<string> Lower)
{
    /// <summary>What it is for, shown to people.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>What stands in its <c>/etc/hosts</c>.</summary>
    public string Hosts { get; init; } = "";

    /// <summary>Other files that it has from the beginning, by paths without a slash in front.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Folders of this machine that it may read: where, and where it finds them.</summary>
    public IReadOnlyDictionary<string, string> Shares { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <param name="Folder">Where what the command writes is kept.</param>
/// <param name="Lower">What it is on top of, the upmost first.</param>
public sealed record LayerSetup(string Folder, IReadOnlyList<string> Lower, IReadOnlyList<string> Command)
{
    public IReadOnlyDictionary<string, string> Shares { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

public enum Power
{
    Off,
    Booting,
    On,
}

/// <param name="Leader">Its first process, as a process of the lab has it; 0 if it is off.</param>
public sealed record NodeState(string Name, string Fqdn, string Address, Power Power, int Leader)
{
    public IReadOnlyList<string> Roles { get; init; } = [];

    public DateTimeOffset Since { get; init; }

    /// <summary>Whether its cable is pulled.</summary>
    public bool IsCut { get; init; }

    /// <summary>How it ended, if not as somebody asked for.</summary>
    public string? Problem { get; init; }
}

/// <summary>Who keeps a lab, as the rest of the machine sees it.</summary>
/// <param name="Guardian">The process whose death is the end of the lab.</param>
/// <param name="First">The first process of the lab, whose namespaces are those of the lab.</param>
/// <param name="Mounts">The number of its mount namespace.</param>
/// <param name="Boot">The boot of the machine that these numbers belong to.</param>
public sealed record LabOwner(int Guardian, int First, string Mounts, string Boot)
{
    public DateTimeOffset Since { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LabRequest))]
[JsonSerializable(typeof(LabAnswer))]
[JsonSerializable(typeof(LabOwner))]
internal sealed partial class LabJson : JsonSerializerContext;
