using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Converge.Agent.Servers;

namespace Converge.Agent.Identity;

/// <summary>Gets a new certificate when two thirds of the life of the one that there is are over.</summary>
internal sealed class Renewal(IdentityFolder identity, ServerClient server, string node, ServerLink link, AgentLog log, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(12);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    /// <summary>When the certificate ends.</summary>
    public DateTimeOffset? End { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(30), TimeSpan.FromHours(6), Random.Shared);
        while (!stop.IsCancellationRequested)
        {
            using var certificate = identity.Read();
            End = EndOf(certificate);
            var wait = DueAt(certificate) - time.GetUtcNow();
            if (wait <= TimeSpan.Zero && await TryRenewAsync(certificate, stop).ConfigureAwait(false))
            {
                backoff.Reset();
                continue;
            }
            wait = wait > TimeSpan.Zero ? wait : backoff.Next();
            await Task.Delay(wait < ShortestPause ? ShortestPause : wait > LongestPause ? LongestPause : wait, time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>At two thirds of its life.</summary>
    public static DateTimeOffset DueAt(X509Certificate2 certificate)
    {
        var (start, end) = (new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), EndOf(certificate));
        return start + (end - start) * 2 / 3;
    }

    private static DateTimeOffset EndOf(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    private async Task<bool> TryRenewAsync(X509Certificate2 old, CancellationToken stop)
    {
        try
        {
            using var key = identity.ReadKey();
            var enrolled = await server.RenewAsync(new(SigningRequest.Of(node, key)), stop).ConfigureAwait(false);
            SigningRequest.Check(enrolled.Certificate, File.ReadAllText(identity.AuthorityFile), node, key, time.GetUtcNow());
            identity.Write(enrolled.Certificate, enrolled.Authority);
            server.Use(identity.Read());
            log.Info($"the certificate of this node was renewed; it is good until {enrolled.NotAfter:yyyy-MM-dd}");
            return true;
        }
        catch (Exception e) when (e is ServerException or AgentException or CryptographicException or IOException)
        {
            if (e is ServerException server)
                link.Note(server);
            log.Warning($"the certificate of this node, which ends on {old.NotAfter.ToUniversalTime():yyyy-MM-dd}, cannot be renewed: {e.Message}");
            return false;
        }
    }
}
