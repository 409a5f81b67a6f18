using System.Text.Json.Serialization;

namespace Converge.Protocol;

/// <summary>One page of a list.</summary>
/// <param name="Next">Where the next one begins, to be named as <c>after</c>; null after the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>How a node is.</summary>
public enum NodeState
{
    /// <summary>It has a certificate, and no run of it has succeeded yet.</summary>
    [JsonStringEnumMemberName("registered")]
    Registered,

    /// <summary>Its last run succeeded and its checks were well.</summary>
    [JsonStringEnumMemberName("ready")]
    Ready,

    /// <summary>Its last run failed, or a check did.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Nothing was heard of it for three of its intervals.</summary>
    [JsonStringEnumMemberName("silent")]
    Silent,
}

/// <summary>A node in a list.</summary>
public sealed record NodeSummary(string Name, NodeState State)
{
    public string Environment { get; init; } = "";

    public IReadOnlyList<string> Roles { get => field ?? []; init; } = [];

    public string? Ip { get; init; }

    public DateTimeOffset Registered { get; init; }

    public DateTimeOffset? Seen { get; init; }

    /// <summary>What it applied last.</summary>
    public string? Commit { get; init; }

    public RunSummary? LastRun { get; init; }

    /// <summary>Of its agent.</summary>
    public string Version { get; init; } = "";
}

/// <summary>A run in a list.</summary>
/// <param name="Id">Unlike that of any other run of any node.</param>
/// <param name="Status">As in the report: unchanged, changed, failed, unhealthy.</param>
public sealed record RunSummary(string Id, string Node, string Status, DateTimeOffset Start, DateTimeOffset End)
{
    public string Environment { get; init; } = "";

    public string? Commit { get; init; }

    /// <summary>What made it run: schedule, order, peers, drift, manual.</summary>
    public string Trigger { get; init; } = "";

    /// <summary>The order that it carried out; null if there was none.</summary>
    public string? Order { get; init; }

    public int Resources { get; init; }

    public int Changed { get; init; }

    public int Failed { get; init; }

    /// <summary>Changes that mend what somebody did to the machine.</summary>
    public int Corrective { get; init; }
}

/// <summary>What somebody did, kept for ever.</summary>
/// <param name="Who">An operator, a node, or <c>root on the server</c>.</param>
/// <param name="Did">As in <c>enrol</c>, <c>read secret</c>, <c>revoke</c>.</param>
/// <param name="What">What it was done to.</param>
public sealed record AuditEntry(long Number, DateTimeOffset At, string Who, string Did, string What)
{
    /// <summary>From where, as far as it is known.</summary>
    public string? From { get; init; }

    public string? Detail { get; init; }
}

/// <param name="Commit">What its nodes are to have.</param>
public sealed record EnvironmentSummary(string Name, string Follow, string? Commit)
{
    public int Nodes { get; init; }

    /// <summary>Why the commit cannot be told.</summary>
    public string? Problem { get; init; }
}

/// <summary>All that is known of a node.</summary>
public sealed record NodeDetails(NodeSummary Node)
{
    /// <summary>What searches find.</summary>
    public Language.Values.ScriptObject? Document { get; init; }

    /// <summary>The queries that it depends on.</summary>
    public IReadOnlyList<string> Searches { get => field ?? []; init; } = [];

    public RunOrder? Order { get; init; }
}
