using System.Collections.Concurrent;
using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Nodes;
using Converge.Protocol;

namespace Converge.Server.Repository;

/// <summary>What git says of the fleet, as it was fetched last: which environment follows which commit, and who is who.</summary>
public sealed class FleetView
{
    private readonly Fleet? _trunk;
    private readonly ImmutableSortedDictionary<string, EnvironmentHead> _heads;
    private readonly ConcurrentDictionary<string, NodeRole> _roles = new(StringComparer.Ordinal);

    /// <param name="trunk">Where <c>nodes/</c> says which environment a node belongs to; null for a server without a repository.</param>
    public FleetView(Fleet? trunk, IEnumerable<EnvironmentHead> heads)
    {
        _trunk = trunk;
        _heads = heads.ToImmutableSortedDictionary(static head => head.Name, static head => head, StringComparer.Ordinal);
    }

    /// <summary>Of a server without a repository: nodes are what they say.</summary>
    public static FleetView None { get; } = new(null, []);

    /// <summary>Of a server that could not fetch its repository yet: nodes are nothing so far, whatever they say.</summary>
    public static FleetView NotYet { get; } = new(null, []) { HasSay = true };

    /// <summary>Whether git says what nodes are, and not they themselves.</summary>
    public bool HasSay { get => field || IsKnown; private init; }

    /// <summary>Whether the repository was read.</summary>
    public bool IsKnown => _trunk is not null;

    public IEnumerable<EnvironmentHead> Environments => _heads.Values;

    public EnvironmentHead? Environment(string name) => _heads.GetValueOrDefault(name);

    /// <summary>What a node is, whatever it says of itself.</summary>
    public NodeRole Of(string node) => _roles.GetOrAdd(node, Look);

    private NodeRole Look(string node)
    {
        var problems = new Language.Text.DiagnosticBag();
        if (_trunk?.Find(node, problems) is not { } entry)
            return new(null, null, problems.FirstOrDefault()?.Message);
        var head = Environment(entry.Environment.Name);
        // Its roles are those that the commit gives it which it is to apply.
        var identity = head?.Fleet?.Find(node, []) ?? entry;
        return new(identity, head, head is null ? $"there is no environment '{entry.Environment.Name}'" : head.Problem);
    }
}

/// <summary>What an environment follows.</summary>
/// <param name="Commit">Null if it cannot be told, for which there is a problem then.</param>
/// <param name="Fleet">The tree of the commit.</param>
public sealed record EnvironmentHead(string Name, string Follow, string? Commit, Fleet? Fleet, string? Problem)
{
    public EnvironmentSummary Summarize(int nodes) => new(Name, Follow, Commit) { Nodes = nodes, Problem = Problem };
}

/// <param name="Identity">Null if <c>nodes/</c> has no place for it.</param>
/// <param name="Problem">Why something cannot be told.</param>
public sealed record NodeRole(NodeIdentity? Identity, EnvironmentHead? Head, string? Problem)
{
    public string Environment => Identity?.Environment.Name ?? "";

    public IReadOnlyList<string> Roles => [.. (Identity?.Roles ?? []).Select(static role => role.Name)];
}
