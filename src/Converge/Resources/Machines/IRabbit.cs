using System.Collections.Immutable;

namespace Converge.Resources.Machines;

/// <summary>The RabbitMQ broker of the machine.</summary>
public interface IRabbit
{
    /// <summary>What has to be there before it can be asked; null if it can.</summary>
    ResourceId? Lacks { get; }

    /// <summary>What is in it, read in one go.</summary>
    /// <exception cref="UnreadableException">It does not tell.</exception>
    RabbitBroker Broker { get; }
}

public sealed record RabbitBroker(ImmutableHashSet<string> Vhosts, ImmutableDictionary<string, RabbitUser> Users);

/// <param name="Hash">Of the password, behind its salt; empty if no password is the right one.</param>
/// <param name="Algorithm">By which the hash was made, as the broker calls it.</param>
public sealed record RabbitUser(string Name, string Hash, string Algorithm)
{
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>By virtual host.</summary>
    public ImmutableSortedDictionary<string, RabbitPermission> Permissions { get; init; } = ImmutableSortedDictionary.Create<string, RabbitPermission>(StringComparer.Ordinal);
}

/// <summary>Regular expressions for names of queues and exchanges.</summary>
public sealed record RabbitPermission(string Configure, string Write, string Read);
