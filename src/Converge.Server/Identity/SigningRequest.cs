using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Converge.Server.Hosting;

namespace Converge.Server.Identity;

/// <summary>What a node wants a certificate for: a name, and a key that it has shown to have.</summary>
/// <param name="KeyHash">By which a key is known again.</param>
internal sealed record SigningRequest(string Node, PublicKey Key, string KeyHash)
{
    private static readonly string[] Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34"];

    /// <exception cref="RefusalException">It is none, or of no use.</exception>
    public static SigningRequest Read(string pem)
    {
        CertificateRequest request;
        try
        {
            // This checks the signature, too. Extensions are not even read.
            request = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.Default);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or AsnContentException or NotSupportedException)
        {
            throw RefusalException.BadRequest("the signing request cannot be read, or is not signed with its own key", "expected PKCS#10 as PEM");
        }
        CheckKey(request.PublicKey);
        var name = Certificate.NameIn(request.SubjectName)
            ?? throw RefusalException.BadRequest("the subject of the signing request is more than a name, or less", "expected 'CN=' and the name of the node");
        return new(NodeName.Check(name), request.PublicKey, Convert.ToHexStringLower(SHA256.HashData(request.PublicKey.ExportSubjectPublicKeyInfo())));
    }

    private static void CheckKey(PublicKey key)
    {
        try
        {
            using var curve = key.GetECDsaPublicKey();
            if (curve?.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true } named && Array.IndexOf(Curves, named.Oid.Value) >= 0)
                return;
        }
        catch (CryptographicException)
        {
            // A curve that is not known here.
        }
        throw RefusalException.BadRequest("the key of the signing request is of another kind", "expected ECDSA over P-256 or P-384");
    }
}
