using System.Text.Json.Serialization;

namespace Converge.Protocol;

/// <summary>What an operator may: each role may what those before it may, too.</summary>
public enum OperatorRole
{
    [JsonStringEnumMemberName("viewer")]
    Viewer,
    [JsonStringEnumMemberName("operator")]
    Operator,
    [JsonStringEnumMemberName("admin")]
    Admin,
}

/// <summary>A token by which nodes get their first certificate.</summary>
/// <param name="Name">Which names it is for, with <c>*</c> and <c>?</c>.</param>
public sealed record TokenRequest(string Name)
{
    public int Uses { get; init; } = 1;

    /// <summary>Seconds that it is good for.</summary>
    public long Seconds { get; init; } = 3600;

    /// <summary>Whether it may be used for a node that has a certificate, which is revoked then: for one that is installed anew.</summary>
    public bool Replaces { get; init; }
}

/// <param name="Token">Shown this once; null in lists.</param>
/// <param name="Pin">The SHA-256 of the authority, by which a node knows the server.</param>
public sealed record EnrolmentToken(string Id, string Name, int Uses, DateTimeOffset NotAfter, string By, string? Token = null, string? Pin = null)
{
    public bool Replaces { get; init; }
}

/// <summary>Somebody who may look, or more.</summary>
public sealed record OperatorRequest(string Name, OperatorRole Role)
{
    /// <summary>Seconds that it is good for; for ever if it is not given.</summary>
    public long? Seconds { get; init; }
}

/// <param name="Token">Shown this once; null in lists.</param>
public sealed record OperatorToken(string Id, string Name, OperatorRole Role, DateTimeOffset Created, string By, DateTimeOffset? NotAfter = null, string? Token = null);

/// <summary>The certificate of a node.</summary>
public sealed record NodeCertificate(string Serial, string Node, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    public DateTimeOffset? Revoked { get; init; }
}

/// <summary>What is asked of a node.</summary>
public sealed record OrderRequest
{
    /// <summary>Whether the node may go back to a commit older than the one that it has.</summary>
    public bool AllowsOlder { get; init; }
}

/// <param name="Value">The plain text.</param>
public sealed record SecretValue(string Path, string Value);
