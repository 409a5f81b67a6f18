using System.Net;
using System.Net.Http.Headers;
using Converge.Agent.Servers;
using Converge.Protocol;

namespace Converge.Agent.Reporting;

/// <summary>Sends the reports of the outbox in their order, each until the server has it.</summary>
internal sealed class ReportSender(ServerClient server, Outbox outbox, ServerLink link, AgentLog log) : IDisposable
{
    // What another try does not mend.
    private static readonly HttpStatusCode[] Final = [HttpStatusCode.BadRequest, HttpStatusCode.Conflict, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnprocessableEntity];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _news = new(1, 1);

    /// <summary>Told after each report that was taken.</summary>
    public Action? Sent { get; init; }

    /// <summary>There is something new to send, or somebody who may take it.</summary>
    public void Hurry()
    {
        lock (_news)
        {
            if (_news.CurrentCount == 0)
                _news.Release();
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var backoff = Backoff.Usual();
        while (!stop.IsCancellationRequested)
        {
            var isDone = await SendAllAsync(stop).ConfigureAwait(false);
            if (isDone)
                backoff.Reset();
            await _news.WaitAsync(isDone ? Timeout.InfiniteTimeSpan : backoff.Next(), stop).ConfigureAwait(false);
        }
    }

    public void Dispose() => _news.Dispose();

    /// <returns>Whether nothing waits any more.</returns>
    private async Task<bool> SendAllAsync(CancellationToken stop)
    {
        foreach (var report in outbox.List())
        {
            if (outbox.Read(report) is not { } packed)
                continue;
            try
            {
                await SendAsync(report, packed, stop).ConfigureAwait(false);
                link.Reached();
            }
            catch (ServerException e) when (e.Status is { } status && Array.IndexOf(Final, status) >= 0)
            {
                log.Error($"the server does not take the report of run {report.Run}, which is let go: {e.Message}", ("RUN", report.Run));
            }
            catch (ServerException e)
            {
                link.Note(e);
                log.Debug($"reports wait: {e.Message}");
                return false;
            }
            outbox.Remove(report);
            Sent?.Invoke();
        }
        return true;
    }

    private async Task SendAsync(WaitingReport report, byte[] packed, CancellationToken stop)
    {
        using var response = await server.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, Routes.Runs) { Content = new ByteArrayContent(packed) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                request.Content.Headers.ContentEncoding.Add("gzip");
                if (report.Order is not null)
                    request.Headers.Add(RunOrder.Header, report.Order);
                return request;
            },
            Patience, tries: 1, stop).ConfigureAwait(false);
    }
}
