using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Converge.Lab.Tests.Apt;

/// <summary>A repository of packages on loopback, which counts what it is asked for and misbehaves on demand.</summary>
internal sealed class Repository : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (byte[] Content, DateTimeOffset Modified)> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _requests = new();
    private KestrelServer? _server;

    public int Port { get; private set; }

    /// <summary>What it does in place of answering properly.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>Each path that was asked for, with the status of the answer.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public static async Task<Repository> StartAsync()
    {
        var repository = new Repository();
        await repository.OpenAsync();
        return repository;
    }

    public async Task OpenAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        socket.Listen();
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        var options = new KestrelServerOptions { ApplicationServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        options.Listen(socket.LocalEndPoint);
        _server = new(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions { CreateBoundListenSocket = _ => socket }), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
        await _server.StartAsync(this, CancellationToken.None);
    }

    /// <summary>It dies: nothing listens any more, and what is under way is cut.</summary>
    public async Task CloseAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server!.StopAsync(now.Token);
        _server.Dispose();
    }

    public string Address(string path) => $"http://127.0.0.1:{Port}{path}";

    public void Put(string path, string content, DateTimeOffset? modified = null) => Put(path, Encoding.UTF8.GetBytes(content), modified);

    public void Put(string path, byte[] content, DateTimeOffset? modified = null) => _files[path] = (content, modified ?? new(2024, 5, 6, 7, 8, 9, TimeSpan.Zero));

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception) => _requests.Enqueue($"{context.Request.Path} {context.Response.StatusCode}");

    public async Task ProcessRequestAsync(HttpContext context)
    {
        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }
        if (!_files.TryGetValue(context.Request.Path.Value!, out var file))
        {
            context.Response.StatusCode = 404;
            return;
        }
        context.Response.Headers.LastModified = file.Modified.ToString("R", CultureInfo.InvariantCulture);
        if (context.Request.Headers.IfModifiedSince == context.Response.Headers.LastModified)
        {
            context.Response.StatusCode = 304;
            return;
        }
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = file.Content.Length;
        await context.Response.Body.WriteAsync(file.Content);
    }

    public async ValueTask DisposeAsync() => await CloseAsync();
}
