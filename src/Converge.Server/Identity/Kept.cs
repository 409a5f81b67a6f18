using System.Text.Json.Serialization;
using Converge.Protocol;

namespace Converge.Server.Identity;

/// <param name="Name">Which names it is for.</param>
/// <param name="Hash">Of the token.</param>
internal sealed record KeptToken(string Name, int Uses, DateTimeOffset NotAfter, string By, string Hash)
{
    /// <summary>Whether it may be used for a node that has a certificate, which then is revoked.</summary>
    public bool Replaces { get; init; }
}

/// <param name="Hash">Of the token.</param>
internal sealed record KeptOperator(string Name, OperatorRole Role, DateTimeOffset Created, string By, DateTimeOffset? NotAfter, string Hash);

/// <summary>All certificates of a node in one record, so that what is decided about them is decided at once.</summary>
internal sealed record KeptIdentity(IReadOnlyList<KeptCertificate> Certificates)
{
    public static readonly KeptIdentity None = new([]);
}

/// <param name="Key">The hash of the public key.</param>
/// <param name="Pem">The certificate itself, for a node that did not get the answer.</param>
internal sealed record KeptCertificate(string Serial, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Key, string Pem)
{
    public DateTimeOffset? Revoked { get; init; }

    /// <summary>The id of the token that it was given for; null for one that renews another.</summary>
    public string? Token { get; init; }

    public bool IsGood(DateTimeOffset now) => Revoked is null && now < NotAfter;
}

/// <param name="Operator">The id of the token that it began with: with the token it ends.</param>
internal sealed record KeptSession(string Operator, DateTimeOffset Begun, DateTimeOffset Seen);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(KeptToken))]
[JsonSerializable(typeof(KeptOperator))]
[JsonSerializable(typeof(KeptIdentity))]
[JsonSerializable(typeof(KeptSession))]
internal sealed partial class KeptJson : JsonSerializerContext;
