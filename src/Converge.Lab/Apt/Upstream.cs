using System.Net.Sockets;
using System.Net;

namespace Converge.Lab.Apt;

/// <summary>The repositories, as seen from this machine; its own proxy is used if it has one.</summary>
internal sealed class Upstream : IDisposable
{
    private readonly AddressGuard _guard;
    private readonly HttpClient _client;

    public Upstream(AptCacheOptions options)
    {
        _guard = new(options.AllowLoopback);
        _client = new(new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = options.ConnectTimeout,
            ConnectCallback = _guard.ConnectAsync,
            MaxAutomaticRedirections = 5,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <param name="known">What is kept of the file: the answer may be that it has not changed.</param>
    public async Task<HttpResponseMessage> AskAsync(RepositoryFile file, FileDescription? known, CancellationToken cancel)
    {
        _guard.Check(file.Uri);
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Uri);
        request.Headers.TryAddWithoutValidation("User-Agent", "converge-lab");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        if (known is { IsAbsent: false, LastModified: { } date })
            request.Headers.TryAddWithoutValidation("If-Modified-Since", date);
        if (known is { IsAbsent: false, ETag: { } tag })
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    /// <summary>What lies at the bottom of a failure, in a few words.</summary>
    public static string Reason(Exception failure)
    {
        while (failure is not (ForbiddenAddressException or OperationCanceledException) && failure.InnerException is { } inner)
            failure = inner;
        return failure switch
        {
            ForbiddenAddressException => failure.Message,
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => "its name does not resolve",
            OperationCanceledException or TimeoutException => "it took too long",
            _ => failure.Message.TrimEnd('.').ToLowerInvariant(),
        };
    }

    public static bool IsForbidden(Exception failure)
    {
        for (var at = failure; at is not null; at = at.InnerException)
        {
            if (at is ForbiddenAddressException)
                return true;
        }
        return false;
    }

    public void Dispose() => _client.Dispose();
}
