using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Converge.Server.Hosting;

/// <summary>What a client may take of the server. Many connections are usual, since every node waits on one; each is small.</summary>
internal static class Limits
{
    private const int Kilobyte = 1024;
    private const double SlowestBytes = 240;

    public static void Set(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        // Each connection would remember what was in its headers.
        kestrel.AllowResponseHeaderCompression = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = options.MostConnections;
        limits.MaxRequestBodySize = Endpoint.UsualBody;
        limits.MaxRequestHeaderCount = 50;
        limits.MaxRequestHeadersTotalSize = 16 * Kilobyte;
        limits.MaxRequestLineSize = 8 * Kilobyte;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        limits.MinRequestBodyDataRate = new(SlowestBytes, TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new(SlowestBytes, TimeSpan.FromSeconds(10));
        limits.Http2.MaxStreamsPerConnection = 32;
        // Nodes send no headers to be remembered, and the table would have its size even when empty.
        limits.Http2.HeaderTableSize = 0;
        limits.Http2.InitialConnectionWindowSize = 128 * Kilobyte;
        limits.Http2.InitialStreamWindowSize = 96 * Kilobyte;
        // Finds out that a node is gone whose machine was switched off.
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(90);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(30);
    }
}
