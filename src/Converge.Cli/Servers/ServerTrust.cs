using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Converge.Cli.Output;

namespace Converge.Cli.Servers;

/// <summary>Whether a certificate is that of the server that is meant.</summary>
internal sealed class ServerTrust(string? authority)
{
    private const int PinLength = 64;

    private static readonly string SetAuthority = $"'{ServerAddress.AuthorityVariable}'";

    private readonly string? _pin = authority is { Length: PinLength } && authority.All(char.IsAsciiHexDigit) ? authority.ToLowerInvariant() : null;
    private readonly X509Certificate2Collection _authorities = [];

    /// <summary>Why it is not; null as long as nothing was refused.</summary>
    public UserException? Problem { get; private set; }

    public bool Accept(Uri server, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is null || chain is null)
            return false;
        using var certificate = new X509Certificate2(shown);
        var sent = chain.ChainPolicy.ExtraStore;
        if (authority is null ? (errors & SslPolicyErrors.RemoteCertificateChainErrors) != 0 : !IsSigned(certificate, sent))
            Problem = Untrusted(server, sent);
        else if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0)
            Problem = new($"the server '{server.OriginalString}' shows a certificate of another: it is for {Names(certificate)}", "use one of these names, or start the server with the right ones");
        return Problem is null;
    }

    private bool IsSigned(X509Certificate2 certificate, X509Certificate2Collection sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_pin is null ? Authorities() : [.. sent.Where(known => PinOf(known) == _pin)]);
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1"));
        return chain.Build(certificate);
    }

    private X509Certificate2Collection Authorities()
    {
        if (_authorities.Count == 0)
        {
            try
            {
                _authorities.ImportFromPemFile(authority!);
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
            {
                throw new UserException($"the authority '{authority}' cannot be read: {e.Message}", "expected a file with certificates as PEM, or the SHA-256 of one");
            }
        }
        return _authorities;
    }

    /// <summary>Reads a file before it is needed, where its errors are in nobody's way.</summary>
    public void Prepare()
    {
        if (authority is not null && _pin is null)
            Authorities();
    }

    private UserException Untrusted(Uri server, X509Certificate2Collection sent)
    {
        var root = sent.FirstOrDefault(static known => known.SubjectName.RawData.AsSpan().SequenceEqual(known.IssuerName.RawData));
        var by = root is null ? "" : $": it is signed by '{Table.Clean(root.GetNameInfo(X509NameType.SimpleName, forIssuer: false))}', pin {PinOf(root)}";
        return new($"the certificate of '{server.OriginalString}' is not trusted{by}", root is null
            ? $"{SetAuthority} names a file with the certificate of its authority"
            : $"compare the pin with that on the server ('openssl x509 -in pki/authority.crt -outform DER | sha256sum'); if it is the same, set {SetAuthority} to it");
    }

    private static string Names(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names
            ? Table.Clean(string.Join(", ", names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(static address => address.ToString())).Select(static name => $"'{name}'")))
            : "no name";

    private static string PinOf(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
}
