using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Certificates;

/// <summary>Certificates and a key as texts, taken apart and put together.</summary>
/// <param name="Chain">The certificate, and those that vouch for it.</param>
internal sealed record CertificateText(string Chain, string Key)
{
    private const string Certificate = "CERTIFICATE";
    private const string PrivateKey = "PRIVATE KEY";

    /// <summary>All in one, as some programs want it.</summary>
    public string Whole => Chain + Key;

    /// <summary>Takes apart what holds both.</summary>
    public static CertificateText Of(string text)
    {
        var (chain, key) = (new StringBuilder(), new StringBuilder());
        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
        {
            var label = rest[fields.Label].ToString();
            if (label == Certificate)
                chain.Append(rest[fields.Location]).Append('\n');
            else if (label.EndsWith(PrivateKey, StringComparison.Ordinal))
                key.Append(rest[fields.Location]).Append('\n');
        }
        return new(chain.ToString(), key.ToString());
    }

    /// <summary>Makes a key and a certificate that is signed with it.</summary>
    public static CertificateText Make(IReadOnlyList<string> names, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={(names[0].Length <= 64 ? names[0] : "converge")}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (System.Net.IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], critical: false));
        using var certificate = request.CreateSelfSigned(from, to);
        return new($"{certificate.ExportCertificatePem()}\n", $"{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    /// <returns>Null if there are no such files.</returns>
    public static CertificateText? Read(string chain, string key, IFiles files) =>
        Text(chain, files) is { } certificate ? new(certificate, Text(key, files) ?? "") : null;

    /// <returns>Null if it is none.</returns>
    public X509Certificate2? Parse()
    {
        try
        {
            return X509Certificate2.CreateFromPem(Chain);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether the key is that of the certificate.</summary>
    public bool KeyFits()
    {
        try
        {
            using var both = X509Certificate2.CreateFromPem(Chain, Key);
            return both.HasPrivateKey;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    // certbot gives its newest by a link.
    private static string? Text(string path, IFiles files)
    {
        var place = files.ReadLink(path) is { } target ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, target)) : path;
        return files.Read(place) is { } content ? Encoding.UTF8.GetString(content.Span) : null;
    }
}
