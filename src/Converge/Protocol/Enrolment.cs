namespace Converge.Protocol;

/// <summary>A node that wants a certificate, for the first time with a token, later with the certificate that it has.</summary>
/// <param name="SigningRequest">PKCS#10 as PEM. Its subject is the name of the node.</param>
/// <param name="Token">Null when a certificate is renewed.</param>
public sealed record EnrolRequest(string SigningRequest, string? Token = null);

/// <param name="Certificate">Of the node, as PEM.</param>
/// <param name="Authority">Who signed it and the server's own, as PEM.</param>
public sealed record Enrolled(string Certificate, string Authority, DateTimeOffset NotAfter);

/// <summary>Who signs certificates, for who has a pin to hold it against.</summary>
/// <param name="Certificate">As PEM.</param>
/// <param name="Pin">Its SHA-256.</param>
public sealed record AuthorityCertificate(string Certificate, string Pin);
