using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Converge.Server.Identity;

/// <summary>How the certificates look that an authority gives: all is decided here, and nothing is taken from who asks for one but its public key.</summary>
internal static class Certificate
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    private const int AuthorityYears = 10;

    // Random, as the rules of browsers want it, and positive.
    private const int SerialLength = 16;

    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    // The clock of who checks may be behind.
    private static readonly TimeSpan Leeway = TimeSpan.FromHours(1);

    public static Oid OfNodes => ClientAuthentication;

    public static X509Certificate2 OfAuthority(ECDsa key, string machine, DateTimeOffset now)
    {
        // Authorities that know nothing of each other must not have the same name.
        var name = Name($"Converge {machine} {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.Create(name, X509SignatureGenerator.CreateForECDsa(key), now - Leeway, now.AddYears(AuthorityYears), Serial());
    }

    public static X509Certificate2 OfNode(string node, PublicKey key, X509Certificate2 authority, DateTimeOffset now)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(node);
        return Sign(new(Name(node), key, HashAlgorithmName.SHA256), ClientAuthentication, names, authority, now);
    }

    public static X509Certificate2 OfServer(IReadOnlyList<string> names, ECDsa key, X509Certificate2 authority, DateTimeOffset now)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }
        return Sign(new(Name("Converge server"), key, HashAlgorithmName.SHA256), ServerAuthentication, alternatives, authority, now);
    }

    /// <summary>When it is time for another one.</summary>
    public static DateTimeOffset RenewalOf(X509Certificate2 certificate)
    {
        var (from, to) = (new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter));
        return from + ((to - from) * 2 / 3);
    }

    private static X509Certificate2 Sign(CertificateRequest request, Oid usage, SubjectAlternativeNameBuilder names, X509Certificate2 authority, DateTimeOffset now)
    {
        var end = now + Lifetime;
        var last = new DateTimeOffset(authority.NotAfter);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([usage], critical: false));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        return request.Create(authority, now - Leeway, end < last ? end : last, Serial());
    }

    private static X500DistinguishedName Name(string common)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(common);
        return builder.Build();
    }

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialLength);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }

    /// <summary>As it is stored and shown.</summary>
    public static string SerialOf(X509Certificate2 certificate) => certificate.SerialNumber.ToLower(CultureInfo.InvariantCulture);

    /// <summary>The common name, if that is all there is in the subject.</summary>
    public static string? NameIn(X500DistinguishedName subject)
    {
        const string CommonName = "2.5.4.3";
        try
        {
            var parts = subject.EnumerateRelativeDistinguishedNames().ToList();
            return parts is [{ HasMultipleElements: false } part] && part.GetSingleElementType().Value == CommonName ? part.GetSingleElementValue() : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
