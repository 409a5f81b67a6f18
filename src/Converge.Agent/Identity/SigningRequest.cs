using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Converge.Agent.Identity;

/// <summary>What an authority signs, and whether it signed that.</summary>
public static class SigningRequest
{
    /// <summary>A key for a node: ECDSA over P-256.</summary>
    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>PKCS#10 as PEM, whose subject is the name of the node.</summary>
    public static string Of(string node, ECDsa key)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(node);
        return new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }

    /// <summary>Holds a certificate against what was asked for.</summary>
    /// <exception cref="AgentException">It is another one.</exception>
    public static void Check(string certificate, string authority, string node, ECDsa key, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            using var issued = X509Certificate2.CreateFromPem(certificate);
            using var issuer = X509Certificate2.CreateFromPem(authority);
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(issuer);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            // Its first moment may be a little ahead of this machine's clock.
            chain.ChainPolicy.VerificationTime = now.UtcDateTime > issued.NotBefore.ToUniversalTime() ? now.LocalDateTime : issued.NotBefore;
            if (!chain.Build(issued))
                throw new AgentException($"the certificate that came is not of the authority: {chain.ChainStatus.Select(static status => status.StatusInformation.Trim()).FirstOrDefault()}");
            if (issued.GetNameInfo(X509NameType.SimpleName, forIssuer: false) != node)
                throw new AgentException($"the certificate that came is for '{issued.GetNameInfo(X509NameType.SimpleName, forIssuer: false)}', not for '{node}'");
            using var issuedKey = issued.GetECDsaPublicKey();
            if (issuedKey is null || !issuedKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
                throw new AgentException("the certificate that came is for another key");
        }
        catch (CryptographicException e)
        {
            throw new AgentException($"the certificate that came cannot be read: {e.Message}");
        }
    }
}
