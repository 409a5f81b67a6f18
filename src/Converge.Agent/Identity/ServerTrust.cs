using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Converge.Agent.Identity;

/// <summary>Which server is believed: one with a certificate of the one authority, for the name that it was called by.</summary>
public sealed class ServerTrust
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int PinDigits = 64;

    private readonly Func<IEnumerable<X509Certificate2>, X509Certificate2?> _find;
    private string? _problem;

    private ServerTrust(Func<IEnumerable<X509Certificate2>, X509Certificate2?> find) => _find = find;

    /// <summary>Why the last server was not believed.</summary>
    public string? Problem => _problem;

    /// <exception cref="AgentException">There is no certificate in the file.</exception>
    public static ServerTrust OfFile(string path)
    {
        try
        {
            var authority = X509CertificateLoader.LoadCertificateFromFile(path);
            return new(_ => authority);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new AgentException($"the certificate of the server's authority cannot be read from '{path}': {e.Message}", "'converge enrol' brings it, or 'ca' in agent.yaml names it");
        }
    }

    /// <summary>The authority that the server shows itself, if it is the one with this sum.</summary>
    /// <param name="pin">SHA-256 of the certificate, in hexadecimal digits; colons between them make no difference.</param>
    /// <exception cref="AgentException">It is no such sum.</exception>
    public static ServerTrust OfPin(string pin)
    {
        var digits = Digits(pin);
        if (digits.Length != PinDigits || !digits.All(char.IsAsciiHexDigit))
            throw new AgentException($"'{pin}' is no pin", "expected the SHA-256 of the server's authority, 64 hexadecimal digits; 'converge server token create' prints it");
        return new(shown => shown.FirstOrDefault(certificate => IsPinned(certificate, digits)));
    }

    /// <summary>Whether a certificate, as PEM, is the pinned one.</summary>
    public static bool IsPinned(string certificate, string pin)
    {
        using var read = X509Certificate2.CreateFromPem(certificate);
        return IsPinned(read, Digits(pin));
    }

    /// <summary>As a handshake asks it.</summary>
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? shown, SslPolicyErrors errors)
    {
        _problem = Check(certificate as X509Certificate2, shown, errors);
        return _problem is null;
    }

    private string? Check(X509Certificate2? certificate, X509Chain? shown, SslPolicyErrors errors)
    {
        if (certificate is null)
            return "it shows no certificate";
        var all = (shown?.ChainPolicy.ExtraStore.AsEnumerable() ?? []).Concat(shown?.ChainElements.Select(static element => element.Certificate) ?? []);
        if (_find(all) is not { } authority)
            return "its authority is not the one of the pin";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"its certificate is for '{certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)}'";
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new(ServerAuthentication));
        if (chain.Build(certificate))
            return null;
        return chain.ChainStatus is [var status, ..] ? $"its certificate is not good: {status.StatusInformation.Trim()}" : "its certificate is not good";
    }

    private static bool IsPinned(X509Certificate2 certificate, string digits) =>
        string.Equals(Convert.ToHexString(SHA256.HashData(certificate.RawDataMemory.Span)), digits, StringComparison.OrdinalIgnoreCase);

    private static string Digits(string pin) => pin.Replace(":", "", StringComparison.Ordinal).Trim();
}
