using System.Collections.Immutable;
using Converge.Language.Values;
using Converge.Resources.Machines;

namespace Converge.Plans;

/// <summary>Has PostgreSQL carry out a statement, as the one who owns it.</summary>
/// <param name="Statement">With the mask of secrets where <paramref name="Password"/> stands.</param>
/// <param name="Password">The server is given a verifier of it.</param>
public sealed record ChangePostgres(int Port, string Database, string Statement, Value? Password = null) : Step
{
    public override string ToString() => $"{(Port == UsualPort ? "" : $"on port {Port}, ")}{(Database == "postgres" ? "" : $"in {Database}, ")}{Statement}";

    private const int UsualPort = 5432;
}

/// <summary>Has the PostgreSQL server of a cluster read its configuration again, if it runs.</summary>
/// <param name="Cluster"><c>15/main</c></param>
public sealed record ReloadPostgres(string Cluster) : Step
{
    public override string ToString() => $"reload PostgreSQL {Cluster}";
}

/// <summary>Has RabbitMQ take virtual hosts and users, whether they are there or not; neighbours are taken together.</summary>
public sealed record ChangeRabbit(ImmutableArray<string> Vhosts, ImmutableArray<RabbitWish> Users) : Step
{
    public override bool IsMergeable => true;

    public override Step? Merge(Step next) => next is ChangeRabbit other ? new ChangeRabbit([.. Vhosts, .. other.Vhosts], [.. Users, .. other.Users]) : null;

    public override string ToString() => string.Join(", ", Vhosts.Select(static name => $"make the virtual host {name}").Concat(Users.Select(static user => user.ToString())));
}

/// <summary>A user as it is to be.</summary>
/// <param name="Present">What is there, whose hash stays if there is no other password.</param>
public sealed record RabbitWish(string Name, RabbitUser? Present)
{
    public Value? Password { get; init; }

    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>By virtual host.</summary>
    public ImmutableSortedDictionary<string, RabbitPermission> Permissions { get; init; } = ImmutableSortedDictionary.Create<string, RabbitPermission>(StringComparer.Ordinal);

    public override string ToString() =>
        $"{(Present is null ? "make" : "change")} the user {Name}{(Password is null ? "" : $" with password {SecretText.Mask}")}{(Permissions.IsEmpty ? "" : $" with permissions for {string.Join(", ", Permissions.Keys)}")}";
}
