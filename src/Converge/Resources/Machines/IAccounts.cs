using System.Collections.Immutable;

namespace Converge.Resources.Machines;

/// <summary>Users and groups of the machine's own files.</summary>
public interface IAccounts
{
    UserAccount? FindUser(string name);

    GroupAccount? FindGroup(string name);

    /// <summary>The name that belongs to a number; the number itself if none does.</summary>
    string UserName(uint uid);

    /// <inheritdoc cref="UserName"/>
    string GroupName(uint gid);

    /// <summary>All of them: which of them a user is in stands with the groups.</summary>
    IReadOnlyCollection<GroupAccount> Groups { get; }
}

/// <summary>A line of <c>passwd</c>.</summary>
public sealed record UserAccount(string Name, uint Uid, uint Gid, string Comment, string Home, string Shell)
{
    /// <summary>Null if it may not be read; a lock is its leading <c>!</c>.</summary>
    public string? PasswordHash { get; init; }
}

public sealed record GroupAccount(string Name, uint Gid, ImmutableArray<string> Members);
