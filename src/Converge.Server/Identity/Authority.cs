using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Converge.Server.Hosting;

namespace Converge.Server.Identity;

/// <summary>The certificate authority of a server: nodes trust it by its pin, and it says who is a node.</summary>
public sealed class Authority : IDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly TimeProvider _clock;
    private readonly ServerCertificate _server;

    private Authority(X509Certificate2 certificate, ServerOptions options, TimeProvider clock)
    {
        (_certificate, _clock) = (certificate, clock);
        Certificate = X509CertificateLoader.LoadCertificate(certificate.RawData);
        Pin = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
        _server = new ServerCertificate(this, options, clock);
    }

    /// <summary>The SHA-256 of its certificate, in hexadecimal.</summary>
    public string Pin { get; }

    public string Pem => Certificate.ExportCertificatePem() + "\n";

    /// <summary>Without its key.</summary>
    internal X509Certificate2 Certificate { get; }

    /// <summary>The authority of a folder, which is made the first time.</summary>
    /// <exception cref="InvalidDataException">What is in the folder is of no use.</exception>
    public static Authority Open(ServerOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        var (keyFile, file) = (options.In("pki/authority.key"), options.In("pki/authority.crt"));
        // The certificate is written last: a key alone has signed nothing.
        if (!File.Exists(file))
            Make(keyFile, file, clock.GetUtcNow());
        try
        {
            var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file), File.ReadAllText(keyFile));
            if (clock.GetUtcNow() >= new DateTimeOffset(certificate.NotAfter))
                throw new InvalidDataException($"the authority in '{file}' was good until {certificate.NotAfter:yyyy-MM-dd}");
            return new(certificate, options, clock);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FileNotFoundException)
        {
            throw new InvalidDataException($"the authority in '{file}' and '{keyFile}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>How connections are made safe, with the certificate of the server as it is at that moment.</summary>
    public Microsoft.AspNetCore.Server.Kestrel.Https.TlsHandshakeCallbackOptions HandshakeOptions() => _server.HandshakeOptions();

    /// <summary>The certificate of a node. Of the request only the public key is used.</summary>
    internal X509Certificate2 Sign(string node, PublicKey key) => Identity.Certificate.OfNode(node, key, _certificate, _clock.GetUtcNow());

    /// <summary>A certificate for the server itself.</summary>
    internal X509Certificate2 Sign(IReadOnlyList<string> names, ECDsa key) => Identity.Certificate.OfServer(names, key, _certificate, _clock.GetUtcNow());

    public void Dispose()
    {
        _server.Dispose();
        _certificate.Dispose();
        Certificate.Dispose();
    }

    private static void Make(string keyFile, string file, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Identity.Certificate.OfAuthority(key, System.Environment.MachineName, now);
        PrivateFile.Write(keyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        PrivateFile.Write(file, certificate.ExportCertificatePem() + "\n");
    }
}
