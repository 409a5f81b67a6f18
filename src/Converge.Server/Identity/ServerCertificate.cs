using System.Collections.ObjectModel;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Converge.Server.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Converge.Server.Identity;

/// <summary>The certificate by which a server is known. It is made anew in time, and when the server has other names.</summary>
internal sealed class ServerCertificate : IDisposable
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly Authority _authority;
    private readonly ServerOptions _options;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<string> _names;
    private Shown? _shown;

    /// <exception cref="InvalidDataException">One of the names is none.</exception>
    public ServerCertificate(Authority authority, ServerOptions options, TimeProvider clock)
    {
        (_authority, _options, _clock) = (authority, options, clock);
        if (options.Names.FirstOrDefault(static name => Uri.CheckHostName(name) is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6)) is { } wrong)
            throw new InvalidDataException($"'{wrong}' is no name or address of a server");
        _names = [.. ((IEnumerable<string>)[.. options.Names, Environment.MachineName, "localhost", "127.0.0.1", "::1"]).Select(Normal).Distinct(StringComparer.Ordinal)];
    }

    private string KeyFile => _options.In("pki/server.key");

    private string File => _options.In("pki/server.crt");

    public TlsHandshakeCallbackOptions HandshakeOptions()
    {
        // A name that cannot be in a certificate is told at once, and not to the first who connects.
        Current();
        LeanTls.Begin();
        return new() { HandshakeTimeout = HandshakeTimeout, OnConnection = _ => ValueTask.FromResult(Options()) };
    }

    private SslServerAuthenticationOptions Options() => new()
    {
        ServerCertificateContext = Current(),
        EnabledSslProtocols = SslProtocols.Tls13,
        // Asked for, and checked if there is one: who needs one is decided call by call.
        ClientCertificateRequired = true,
        CertificateChainPolicy = OfClients(),
        RemoteCertificateValidationCallback = static (_, certificate, _, errors) => certificate is null || errors == SslPolicyErrors.None,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        AllowRenegotiation = false,
        // A resumed session would bring a certificate that nobody has shown. But where there are none to resume, this is what lets
        // connections share settings, of which each would have 30 KB of its own.
        AllowTlsResume = LeanTls.HasNoSessions,
    };

    /// <summary>What certificates of nodes must be. Their time is checked with each call, where there is somebody to tell it to.</summary>
    private X509ChainPolicy OfClients() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { _authority.Certificate },
        ApplicationPolicy = { Certificate.OfNodes },
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
        VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid,
    };

    private SslStreamCertificateContext Current()
    {
        if (Volatile.Read(ref _shown) is { } shown && _clock.GetUtcNow() < shown.Renewal)
            return shown.Context;
        lock (_lock)
        {
            if (_shown is null || _clock.GetUtcNow() >= _shown.Renewal)
            {
                var certificate = (_shown is null ? TryRead() : null) ?? Make();
                var trust = SslCertificateTrust.CreateForX509Collection([_authority.Certificate], sendTrustInHandshake: true);
                // What was shown before is not disposed: handshakes may still use it.
                Volatile.Write(ref _shown, new(With(certificate, new([_authority.Certificate]), trust), Certificate.RenewalOf(certificate)));
            }
            return _shown.Context;
        }
    }

    private X509Certificate2? TryRead()
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPem(System.IO.File.ReadAllText(File), System.IO.File.ReadAllText(KeyFile));
            if (IsOurs(certificate) && HasNames(certificate) && _clock.GetUtcNow() < Certificate.RenewalOf(certificate))
                return certificate;
            certificate.Dispose();
        }
        catch (Exception e) when (e is IOException or CryptographicException or ArgumentException)
        {
            // It is made anew, whatever was there.
        }
        return null;
    }

    private X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = _authority.Sign(_names, key);
        PrivateFile.Write(KeyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        PrivateFile.Write(File, certificate.ExportCertificatePem() + "\n");
        return certificate.CopyWithPrivateKey(key);
    }

    private bool IsOurs(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate);
    }

    private bool HasNames(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SingleOrDefault() is { } alternatives
        && _names.ToHashSet(StringComparer.Ordinal).SetEquals(alternatives.EnumerateDnsNames().Concat(alternatives.EnumerateIPAddresses().Select(static address => address.ToString())));

    private static string Normal(string name) => IPAddress.TryParse(name, out var address) ? address.ToString() : name.ToLowerInvariant();

    /// <summary>
    /// The platform leaves out a root from what it sends, as others know it. A node that is about to enrol does not: it has
    /// only the pin, and needs the certificate that the pin is of.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern SslStreamCertificateContext With(X509Certificate2 certificate, ReadOnlyCollection<X509Certificate2> others, SslCertificateTrust? trust);

    public void Dispose() => _shown?.Context.TargetCertificate.Dispose();

    private sealed record Shown(SslStreamCertificateContext Context, DateTimeOffset Renewal);
}
