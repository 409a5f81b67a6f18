using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Converge.Lab.Loading;

/// <summary>What is asked, and how often.</summary>
/// <param name="Address">Where to connect instead of what the name in the address means; null for that.</param>
public sealed record LoadPlan(Uri Target, IPAddress? Address, HttpMethod Method, double PerSecond, TimeSpan Patience);

/// <summary>
/// Requests at a constant pace, each over a connection of its own as from so many people, whether or not those before have
/// been answered: a stop of the service is seen as long as it is.
/// </summary>
public sealed class Load : IDisposable
{
    private readonly LoadPlan _plan;
    private readonly HttpMessageInvoker _client;
    private readonly ConcurrentQueue<LoadedRequest> _requests = new();
    private readonly long _start = Stopwatch.GetTimestamp();

    public Load(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        _client = new(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.Zero,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = plan.Patience,
            ConnectCallback = ConnectAsync,
            // A certificate for the name, whoever has signed it: in a lab nobody knows the authority.
            SslOptions = new() { RemoteCertificateValidationCallback = static (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None },
        });
    }

    /// <summary>Goes on until it is told to end, and then waits for the answers that are due.</summary>
    public async Task<LoadResult> RunAsync(CancellationToken end)
    {
        var started = DateTimeOffset.Now;
        var under = new List<Task>();
        var pace = TimeSpan.FromSeconds(1 / _plan.PerSecond);
        for (var number = 0L; !end.IsCancellationRequested; number++)
        {
            var wait = (number * pace) - Stopwatch.GetElapsedTime(_start);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested)
                break;
            under.RemoveAll(static task => task.IsCompletedSuccessfully);
            under.Add(Task.Run(AskAsync, CancellationToken.None));
        }
        await Task.WhenAll(under).ConfigureAwait(false);
        return new(started, _plan.PerSecond, [.. _requests.OrderBy(static request => request.At)]);
    }

    public void Dispose() => _client.Dispose();

    private async Task AskAsync()
    {
        var at = Stopwatch.GetElapsedTime(_start);
        var problem = await ProblemAsync().ConfigureAwait(false);
        _requests.Enqueue(new(at, Stopwatch.GetElapsedTime(_start) - at, problem));
    }

    /// <summary>Null if it was answered as it should be.</summary>
    private async Task<string?> ProblemAsync()
    {
        using var patience = new CancellationTokenSource(_plan.Patience);
        using var request = new HttpRequestMessage(_plan.Method, _plan.Target);
        try
        {
            using var response = await _client.SendAsync(request, patience.Token).ConfigureAwait(false);
            await response.Content.CopyToAsync(Stream.Null, patience.Token).ConfigureAwait(false);
            return (int)response.StatusCode < (int)HttpStatusCode.BadRequest ? null : $"status {(int)response.StatusCode}";
        }
        catch (OperationCanceledException)
        {
            return "no answer in time";
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Problem(e);
        }
    }

    private static string Problem(Exception e) => e.GetBaseException() switch
    {
        AuthenticationException => "no certificate for the name",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "refused",
        SocketException { SocketErrorCode: SocketError.ConnectionReset } => "connection reset",
        SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } => "unreachable",
        SocketException { SocketErrorCode: SocketError.TimedOut } => "no answer in time",
        SocketException other => other.SocketErrorCode.ToString(),
        _ => "connection ended",
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            EndPoint to = _plan.Address is { } address ? new IPEndPoint(address, context.DnsEndPoint.Port) : context.DnsEndPoint;
            await socket.ConnectAsync(to, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>One request.</summary>
/// <param name="At">When it was sent, since the beginning.</param>
/// <param name="Problem">Null if it was answered as it should be.</param>
public sealed record LoadedRequest(TimeSpan At, TimeSpan Duration, string? Problem);
