using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Converge.Protocol;

namespace Converge.Load;

/// <summary>A node as a server sees it: one connection with a certificate of its own, over which it says what nodes say.</summary>
internal sealed class Agent(string name, Uri server, string pin) : IDisposable
{
    // Of an answer: its version is within these bytes.
    private const int Beginning = 4096;

    private HttpClient? _http;
    private X509Certificate2? _certificate;

    public string Name { get; } = name;

    public string Hash { get; set; } = "";

    public string Known { get; set; } = "";

    private HttpClient Http => _http ??= Connect();

    public async Task EnrolAsync(string token, CancellationToken cancel)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signing = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        using var answer = await Http.PostAsJsonAsync(Routes.Enrol, new EnrolRequest(signing, token), ProtocolJson.Default.EnrolRequest, cancel);
        await CheckAsync(answer);
        var enrolled = (await answer.Content.ReadFromJsonAsync(ProtocolJson.Default.Enrolled, cancel))!;
        using var certificate = X509Certificate2.CreateFromPem(enrolled.Certificate, key.ExportPkcs8PrivateKeyPem());
        _certificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        _http!.Dispose();
        _http = null;
    }

    public async Task CheckInAsync(byte[] body, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using var answer = await Http.PutAsync(Routes.Node(Name), content, cancel);
        await CheckAsync(answer);
        Hash = (await answer.Content.ReadFromJsonAsync(ProtocolJson.Default.CheckedIn, cancel))!.Hash;
    }

    public async Task CheckInUnchangedAsync(CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Routes.Node(Name)) { Version = Http.DefaultRequestVersion };
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{Hash}\""));
        using var answer = await Http.SendAsync(request, cancel);
        await CheckAsync(answer);
    }

    public async Task CheckInChangedAsync(int value, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Routes.Node(Name)) { Version = Http.DefaultRequestVersion };
        request.Headers.Add(CheckIn.Base, Hash);
        request.Content = new StringContent($$"""{"document": {"facts": {"memory": {"available": {{value}} } } } }""", new MediaTypeHeaderValue(CheckIn.PatchType));
        using var answer = await Http.SendAsync(request, cancel);
        await CheckAsync(answer);
        Hash = (await answer.Content.ReadFromJsonAsync(ProtocolJson.Default.CheckedIn, cancel))!.Hash;
    }

    public async Task SearchAsync(string query, CancellationToken cancel)
    {
        using var answer = await Http.PostAsJsonAsync(Routes.Search, new SearchRequest(query) { Fields = ["ip", "app.port"] }, ProtocolJson.Default.SearchRequest, cancel);
        await CheckAsync(answer);
        _ = await answer.Content.ReadAsByteArrayAsync(cancel);
    }

    public async Task ReportAsync(byte[] packed, CancellationToken cancel)
    {
        using var answer = await Http.PostAsync(Routes.Runs, new ByteArrayContent(packed), cancel);
        await CheckAsync(answer);
    }

    /// <summary>Asks what is to do, and waits for news.</summary>
    /// <returns>Whether there was any.</returns>
    public async Task<bool> WaitAsync(int seconds, CancellationToken cancel)
    {
        using var answer = await Http.GetAsync($"{Routes.Assignment(Name)}?wait={seconds}&known={Known}", HttpCompletionOption.ResponseHeadersRead, cancel);
        await CheckAsync(answer);
        var before = Known;
        Known = await ReadVersionAsync(answer, cancel);
        return Known != before;
    }

    /// <summary>An answer has 400 KB at times; with 10,000 nodes in one process, to make objects of all that would be what is measured.</summary>
    private static async Task<string> ReadVersionAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            await using var content = await answer.Content.ReadAsStreamAsync(cancel);
            var length = await content.ReadAtLeastAsync(buffer, Beginning, throwOnEndOfStream: false, cancel);
            var version = FindVersion(buffer.AsSpan(0, length));
            while (await content.ReadAsync(buffer, cancel) > 0)
            {
            }
            return version;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string FindVersion(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("version"u8) && reader.Read())
                return reader.GetString()!;
        }
        throw new HttpRequestException("an answer without a version");
    }

    /// <summary>A number of the server's own.</summary>
    public async Task<double> MetricAsync(string name, CancellationToken cancel)
    {
        var text = await Http.GetStringAsync("/metrics", cancel);
        return double.Parse(text.Split('\n').First(line => line.StartsWith($"{name} ", StringComparison.Ordinal))[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>Asks until there is news.</summary>
    public async Task WaitForNewsAsync(CancellationToken cancel)
    {
        while (!await WaitAsync(Assignment.LongestWait, cancel))
        {
            // As a node does, it asks again at once.
        }
    }

    public void Dispose()
    {
        _http?.Dispose();
        _certificate?.Dispose();
    }

    private HttpClient Connect()
    {
        var handler = new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromHours(1), UseCookies = false, UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, chain, _) =>
            chain!.ChainElements.Any(element => Convert.ToHexStringLower(SHA256.HashData(element.Certificate.RawData)) == pin);
        if (_certificate is not null)
            handler.SslOptions.ClientCertificates = [_certificate];
        return new(handler) { BaseAddress = server, DefaultRequestVersion = Environment.GetEnvironmentVariable("LOAD_HTTP") is { } version ? Version.Parse(version) : HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact, Timeout = TimeSpan.FromMinutes(5) };
    }

    private static async Task CheckAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }
}
