using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Users;

/// <param name="Account">Null if there is none.</param>
/// <param name="Joined">Those groups that the wish names and the user is in.</param>
internal sealed record UserFinding(UserAccount? Account, ImmutableArray<string> Joined) : Finding
{
    /// <summary>The group to be the first of a new user; null for a new one of the same name.</summary>
    public string? FirstGroup { get; init; }

    /// <summary>The name of the first group as it is.</summary>
    public string? PresentGroup { get; init; }

    /// <summary>Where the home directory is, or will be.</summary>
    public required string Home { get; init; }

    /// <summary>Whether it is to be there and is not.</summary>
    public bool LacksHome { get; init; }

    /// <summary>Null if nothing is said about keys.</summary>
    public SshKeys? Keys { get; init; }

    /// <summary>The group of what is made for the user.</summary>
    public string OwnGroup(CatalogResource desired) => desired.Text("group") ?? PresentGroup ?? FirstGroup ?? desired.Id.Title;
}
