using System.Collections.Immutable;

namespace Converge.Resources.Machines;

/// <summary>What is in the PostgreSQL servers of the machine: all of a server is read in one go.</summary>
public interface IPostgres
{
    /// <returns>Null if no server listens on the port.</returns>
    /// <exception cref="UnreadableException">There is one, and it does not tell.</exception>
    PostgresServer? Find(int port);

    /// <returns>Null if there is no such server, or no such database in it.</returns>
    /// <exception cref="UnreadableException">It does not tell.</exception>
    PostgresExtensions? Extensions(int port, string database);
}

/// <param name="IsStandby">Whether it follows another one, and nothing can be written in it.</param>
public sealed record PostgresServer(bool IsStandby, ImmutableDictionary<string, PostgresRole> Roles, ImmutableDictionary<string, PostgresDatabase> Databases);

public sealed record PostgresRole(string Name)
{
    public bool IsLogin { get; init; }

    public bool IsSuperuser { get; init; }

    public bool MakesDatabases { get; init; }

    public bool MakesRoles { get; init; }

    public bool Replicates { get; init; }

    public int ConnectionLimit { get; init; } = -1;

    /// <summary>A verifier of the password; null if there is none.</summary>
    public string? Verifier { get; init; }

    public ImmutableArray<string> MemberOf { get; init; } = [];

    /// <summary>Those that are for every database.</summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}

public sealed record PostgresDatabase(string Name, string Owner, string Encoding, string Locale, int ConnectionLimit);

/// <summary>The extensions of one database.</summary>
/// <param name="Available">Those that could be made there, by name, with the version that it would be.</param>
public sealed record PostgresExtensions(ImmutableDictionary<string, PostgresExtension> Installed, ImmutableDictionary<string, string> Available);

public sealed record PostgresExtension(string Name, string Version, string Schema);
