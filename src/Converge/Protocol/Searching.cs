using Converge.Language.Values;

namespace Converge.Protocol;

/// <summary>A search for nodes.</summary>
public sealed record SearchRequest(string Query)
{
    /// <summary>Only these, beside the name; all if there are none.</summary>
    public IReadOnlyList<string> Fields { get => field ?? []; init; } = [];

    /// <summary>Names up to and including this one are left out.</summary>
    public string? After { get; init; }

    public int? Limit { get; init; }
}

/// <param name="Query">In its canonical form.</param>
public sealed record SearchResult(string Query, long Generation, IReadOnlyList<ScriptObject> Nodes)
{
    /// <summary>Such as of fields that no node has.</summary>
    public IReadOnlyList<string> Warnings { get => field ?? []; init; } = [];

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? Next { get; init; }
}

/// <summary>Why a call failed, in the words that are shown.</summary>
public sealed record Refusal(string Error, string? Hint = null);
