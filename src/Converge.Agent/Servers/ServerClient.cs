using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Converge.Agent.Identity;
using Converge.Protocol;

namespace Converge.Agent.Servers;

/// <summary>The calls of a server, as a node makes them: HTTP/2 over TLS 1.3, and only with a server of the one authority.</summary>
public sealed class ServerClient : IDisposable
{
    private const int LongestAnswer = 64 * 1024 * 1024;
    private const int Tries = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    private readonly ServerTrust _trust;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly SslClientAuthenticationOptions _tls;

    /// <param name="certificate">Null for a node that has none yet.</param>
    public ServerClient(Uri server, ServerTrust trust, X509Certificate2? certificate, TimeProvider time)
    {
        Server = server;
        _trust = trust;
        _time = time;
        _tls = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            RemoteCertificateValidationCallback = trust.Accepts,
        };
        if (certificate is not null)
            _tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        var handler = new SocketsHttpHandler
        {
            SslOptions = _tls,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = ConnectPatience,
            // So that another address of the server, and another certificate of one's own, is noticed.
            PooledConnectionLifetime = TimeSpan.FromMinutes(30),
            // Whoever waits for an answer for a minute must know whether anybody is there.
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        _http = new(handler)
        {
            BaseAddress = server,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestAnswer,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new("converge", AgentVersion.Text));
    }

    public Uri Server { get; }

    /// <summary>From the next connection on this is who the node is.</summary>
    public void Use(X509Certificate2 certificate) =>
        _tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);

    public async Task<Enrolled> EnrolAsync(EnrolRequest request, CancellationToken cancel) =>
        await ReadAsync(() => new(HttpMethod.Post, Routes.Enrol) { Content = Json(request, ProtocolJson.Default.EnrolRequest) }, ProtocolJson.Default.Enrolled, Patience, tries: 1, cancel).ConfigureAwait(false);

    public async Task<Enrolled> RenewAsync(EnrolRequest request, CancellationToken cancel) =>
        await ReadAsync(() => new(HttpMethod.Post, Routes.Renew) { Content = Json(request, ProtocolJson.Default.EnrolRequest) }, ProtocolJson.Default.Enrolled, Patience, Tries, cancel).ConfigureAwait(false);

    /// <summary>Waits at the server for news.</summary>
    /// <param name="known">The version that is known; null for nothing.</param>
    public async Task<Assignment> AssignmentAsync(string node, string? known, TimeSpan wait, CancellationToken cancel)
    {
        var query = $"?{Assignment.Wait}={(int)wait.TotalSeconds}{(known is null ? "" : $"&{Assignment.Known}={Uri.EscapeDataString(known)}")}";
        return await ReadAsync(() => new(HttpMethod.Get, Routes.Assignment(node) + query), ProtocolJson.Default.Assignment, wait + Patience, tries: 1, cancel).ConfigureAwait(false);
    }

    public async Task<SearchResult> SearchAsync(SearchRequest request, CancellationToken cancel) =>
        await ReadAsync(() => new(HttpMethod.Post, Routes.Search) { Content = Json(request, ProtocolJson.Default.SearchRequest) }, ProtocolJson.Default.SearchResult, Patience, Tries, cancel).ConfigureAwait(false);

    public async Task<SecretValue> SecretAsync(string path, CancellationToken cancel) =>
        await ReadAsync(() => new(HttpMethod.Get, Routes.Secret(path)), ProtocolJson.Default.SecretValue, Patience, Tries, cancel).ConfigureAwait(false);

    /// <summary>Sends a request that may be made more than once.</summary>
    /// <param name="make">A request can be sent only once.</param>
    /// <param name="accepts">Statuses that are no mistake besides those of success.</param>
    /// <exception cref="ServerException">It was refused, or did not arrive.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, TimeSpan patience, int tries, CancellationToken cancel, params HttpStatusCode[] accepts)
    {
        ArgumentNullException.ThrowIfNull(make);
        var backoff = new Backoff(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10), Random.Shared);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(make, patience, accepts, cancel).ConfigureAwait(false);
            }
            catch (ServerException e) when (e.IsPassing && attempt < tries)
            {
                await Task.Delay(e.RetryAfter is { } wanted && wanted < Patience ? wanted : backoff.Next(), _time, cancel).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<T> ReadAsync<T>(Func<HttpRequestMessage> make, JsonTypeInfo<T> type, TimeSpan patience, int tries, CancellationToken cancel)
    {
        using var response = await SendAsync(make, patience, tries, cancel).ConfigureAwait(false);
        try
        {
            var json = await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new ServerException($"'{Server}' answers something else than a server of Converge", hint: null, HttpStatusCode.OK, e);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Func<HttpRequestMessage> make, TimeSpan patience, HttpStatusCode[] accepts, CancellationToken cancel)
    {
        using var request = make();
        // One connection for all, and one that is seen to be dead while somebody waits. What a client has as its usual version is not for requests that were made elsewhere.
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(patience);
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, timeout.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode || Array.IndexOf(accepts, response.StatusCode) >= 0)
                return response;
            using (response)
                throw await RefusedAsync(response, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new ServerException($"'{Server}' did not answer within {patience.TotalSeconds:0} s", hint: null, status: null, e);
        }
        // What a connection that does not come about within its own time ends with, too.
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw Unreachable($"no connection within {ConnectPatience.TotalSeconds:0} s", e);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e);
        }
    }

    private ServerException Unreachable(HttpRequestException e)
    {
        if (e.HttpRequestError == HttpRequestError.SecureConnectionError && _trust.Problem is { } problem)
            return new($"'{Server}' is not believed: {problem}", "nothing was sent to it; 'ca' or '--ca-pin' say which authority it must be of", status: null, e);
        var inner = e.GetBaseException().Message;
        return Unreachable($"{inner[..1].ToLowerInvariant()}{inner[1..]}", e);
    }

    private ServerException Unreachable(string why, Exception e) => new($"'{Server}' cannot be reached: {why}", hint: null, status: null, e);

    private static async Task<ServerException> RefusedAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var refusal = default(Refusal);
        try
        {
            refusal = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false), ProtocolJson.Default.Refusal);
        }
        catch (JsonException)
        {
            // A proxy may stand between.
        }
        return new(refusal?.Error is { Length: > 0 } error ? error : $"the server answers {(int)response.StatusCode} ({response.ReasonPhrase ?? response.StatusCode.ToString()})", refusal?.Hint, response.StatusCode)
        {
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }

    private static ByteArrayContent Json<T>(T value, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
