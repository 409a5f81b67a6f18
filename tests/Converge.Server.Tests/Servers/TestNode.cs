using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Converge.Protocol;

namespace Converge.Server.Tests.Servers;

/// <summary>A machine that can become a node: it has a key.</summary>
internal sealed class TestNode(string name)
{
    private X509Certificate2? _certificate;

    public string Name { get; } = name;

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>With its key.</summary>
    public X509Certificate2 Certificate => _certificate ?? throw new InvalidOperationException("it has not enrolled");

    public string Request(string? name = null) => new CertificateRequest($"CN={name ?? Name}", Key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    public void Take(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        _certificate = certificate.CopyWithPrivateKey(Key);
    }

    public async Task EnrolAsync(RunningServer server, string token)
    {
        using var client = server.Client();
        using var response = await client.PostAsJsonAsync(Routes.Enrol, new EnrolRequest(Request(), token), ProtocolJson.Default.EnrolRequest);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{(int)response.StatusCode} {text}");
        Take(System.Text.Json.JsonSerializer.Deserialize(text, ProtocolJson.Default.Enrolled)!.Certificate);
    }
}
