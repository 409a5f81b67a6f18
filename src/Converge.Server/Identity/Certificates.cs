using System.Security.Cryptography.X509Certificates;
using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Server.Storage;

namespace Converge.Server.Identity;

/// <summary>Which certificates were given to which nodes, and which of them are good.</summary>
public sealed class Certificates
{
    /// <summary>Of the records that it keeps, one for each node.</summary>
    internal const string Kind = "identity";

    private readonly Shelf<KeptIdentity> _identities;
    private readonly AuditLog _audit;
    private readonly TimeProvider _clock;

    internal Certificates(IRecordStorage records, AuditLog audit, TimeProvider clock) =>
        (_identities, _audit, _clock) = (new(records, Kind, KeptJson.Default.KeptIdentity), audit, clock);

    public IEnumerable<Endpoint> Endpoints =>
    [
        new("GET", $"{Routes.Nodes}/{{node}}/certificates", Access.Viewer, ListAsync) { Summary = "the certificates of a node", Gives = ProtocolJson.Default.PageNodeCertificate },
        new("POST", $"{Routes.Nodes}/{{node}}/revoke", Access.Operator, RevokeAsync) { Summary = "makes all certificates of a node useless", Gives = ProtocolJson.Default.PageNodeCertificate },
    ];

    internal Shelf<KeptIdentity> Identities => _identities;

    /// <summary>The node that showed a certificate, which our authority signed.</summary>
    /// <exception cref="RefusalException">It is not good any more.</exception>
    internal async ValueTask<Caller.Node> IdentifyAsync(X509Certificate2 certificate, CancellationToken cancel)
    {
        const int Unauthorized = 401;
        var (serial, now) = (Certificate.SerialOf(certificate), _clock.GetUtcNow());
        var name = Certificate.NameIn(certificate.SubjectName) ?? throw new RefusalException(Unauthorized, "the certificate is not of a node");
        var known = (await _identities.FindAsync(name, cancel).ConfigureAwait(false))?.Certificates.FirstOrDefault(known => known.Serial == serial);
        if (known is null)
            throw new RefusalException(Unauthorized, $"the certificate of '{name}' is not known here any more", "enrol the node again with a new token: 'converge enrol'");
        if (known.Revoked is { } revoked)
            throw new RefusalException(Unauthorized, $"the certificate of '{name}' was revoked at {revoked:yyyy-MM-dd HH:mm} UTC", "enrol the node again with a new token: 'converge enrol'");
        if (now >= known.NotAfter)
            throw new RefusalException(Unauthorized, $"the certificate of '{name}' was good until {known.NotAfter:yyyy-MM-dd HH:mm} UTC", "enrol the node again with a new token: 'converge enrol'");
        return new(name, serial);
    }

    /// <summary>Revokes all certificates of a node.</summary>
    /// <returns>How many were good until now.</returns>
    public async ValueTask<int> RevokeAsync(string node, CancellationToken cancel)
    {
        var (now, count) = (_clock.GetUtcNow(), 0);
        await _identities.ChangeAsync(
            node,
            identity =>
            {
                count = identity?.Certificates.Count(certificate => certificate.IsGood(now)) ?? 0;
                return count == 0 ? null : Revoked(identity!, now);
            },
            cancel).ConfigureAwait(false);
        return count;
    }

    internal static KeptIdentity Revoked(KeptIdentity identity, DateTimeOffset now) =>
        new([.. identity.Certificates.Select(certificate => certificate.IsGood(now) ? certificate with { Revoked = now } : certificate)]);

    private async Task RevokeAsync(Call call)
    {
        var node = call.Route("node");
        var (identity, _) = await _identities.ReadAsync(node, call.Cancel).ConfigureAwait(false);
        if (identity is null)
            throw NoNode(node);
        var count = await RevokeAsync(node, CancellationToken.None).ConfigureAwait(false);
        await _audit.NoteAsync(call, "revoke", node, count == 1 ? "1 certificate" : $"{count} certificates").ConfigureAwait(false);
        await ListAsync(call).ConfigureAwait(false);
    }

    private async Task ListAsync(Call call)
    {
        var node = call.Route("node");
        var (identity, _) = await _identities.ReadAsync(node, call.Cancel).ConfigureAwait(false);
        if (identity is null)
            throw NoNode(node);
        var certificates = identity.Certificates.Select(known => new NodeCertificate(known.Serial, node, known.NotBefore, known.NotAfter) { Revoked = known.Revoked });
        await call.AnswerAsync(new([.. certificates], Next: null), ProtocolJson.Default.PageNodeCertificate).ConfigureAwait(false);
    }

    private static RefusalException NoNode(string node) => RefusalException.NotFound($"no node '{NodeName.Shown(node)}' has enrolled", "'converge node list' shows those that have");
}
