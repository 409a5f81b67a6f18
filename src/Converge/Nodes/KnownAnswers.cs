using System.Collections.Immutable;
using Converge.Nodes.Queries;

namespace Converge.Nodes;

/// <summary>
/// Answers that somebody gave who knows all nodes. What was not asked before finds nothing and is remembered: whoever
/// compiled with it asks, and compiles again. Ages were counted by who answered.
/// </summary>
public sealed class KnownAnswers(ImmutableDictionary<string, Answer> answers) : INodeSearch
{
    private readonly SortedSet<string> _asked = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _unknown = new(StringComparer.Ordinal);

    /// <summary>The newest of what was asked.</summary>
    public long Generation => answers.IsEmpty ? 0 : answers.Values.Max(static answer => answer.Generation);

    /// <summary>All queries, in their canonical form.</summary>
    public ImmutableArray<string> Asked => [.. _asked];

    /// <summary>Those that there is no answer to.</summary>
    public ImmutableArray<string> Unknown => [.. _unknown];

    public Answer Search(Query query, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(query);
        var text = query.ToString();
        _asked.Add(text);
        if (answers.TryGetValue(text, out var answer))
            return answer;
        _unknown.Add(text);
        return new([], Generation);
    }

    /// <summary>The nodes of all answers to what was asked: the same questions find the same among them.</summary>
    public Inventory ToInventory() =>
        new(_asked.Where(answers.ContainsKey).SelectMany(query => answers[query].Nodes).DistinctBy(static node => node.Name, StringComparer.Ordinal), Generation);
}
