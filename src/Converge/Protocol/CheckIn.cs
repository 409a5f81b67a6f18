using Converge.Language.Values;

namespace Converge.Protocol;

/// <summary>
/// What a node says of itself. It is sent whole, or only as far as it changed: as a merge patch (RFC 7396) of the whole
/// request, with the hash of what it is a patch of in <see cref="Base"/>.
/// </summary>
public sealed record CheckIn
{
    /// <summary>The header with the hash that the server gave for what it has.</summary>
    public const string Base = "Converge-Base";

    public const string PatchType = "application/merge-patch+json";

    /// <summary>Facts, recipes and their attributes. What the server knows better, such as roles, is not taken from here.</summary>
    public required ScriptObject Document { get; init; }

    /// <summary>The queries whose answers its catalog depends on, in their canonical form.</summary>
    public IReadOnlyList<string> Searches { get => field ?? []; init; } = [];

    /// <summary>Of the agent.</summary>
    public string Version { get; init; } = "";

    /// <summary>Seconds between its scheduled runs: who is not heard of for long enough is silent.</summary>
    public int Interval { get; init; }
}

/// <param name="Hash">Of what the server has of the node now.</param>
public sealed record CheckedIn(string Hash, long Generation);
