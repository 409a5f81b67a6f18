using Converge.Language.Values;

namespace Converge.Protocol;

/// <summary>What a node is to do. The call waits until there is something that the node does not know yet.</summary>
/// <param name="Version">To be named in the next call, so that only news are answered.</param>
public sealed record Assignment(string Version)
{
    /// <summary>The names of query parameters.</summary>
    public const string Known = "known";
    public const string Wait = "wait";

    /// <summary>How long a call waits at most, in seconds.</summary>
    public const int LongestWait = 120;

    /// <summary>Null if the server mirrors no repository: then the node follows its own configuration.</summary>
    public string? Commit { get; init; }

    public string? Environment { get; init; }

    public IReadOnlyList<string> Roles { get => field ?? []; init; } = [];

    /// <summary>Answers that differ from what the node knows; all of them if it knows nothing.</summary>
    public IReadOnlyList<PeerResult> Answers { get => field ?? []; init; } = [];

    /// <summary>An order that was not carried out yet.</summary>
    public RunOrder? Order { get; init; }

    /// <summary>Why there is no commit, as far as the server can tell: such as a node that <c>nodes/</c> has no place for.</summary>
    public string? Problem { get; init; }
}

/// <summary>What a query finds now.</summary>
public sealed record PeerResult(string Query, long Generation, IReadOnlyList<ScriptObject> Nodes);

/// <summary>Somebody wants a node to run now. It is carried out when a report says so.</summary>
public sealed record RunOrder(string Id, string By, DateTimeOffset At)
{
    /// <summary>The header of a report with the order that the run carried out.</summary>
    public const string Header = "Converge-Order";

    /// <summary>Whether the node may go back to a commit older than the one that it has.</summary>
    public bool AllowsOlder { get; init; }
}
