using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Server.Storage;

namespace Converge.Server.Identity;

/// <summary>How machines become nodes, and stay nodes.</summary>
public sealed class Enrolment
{
    private const long LongestRequest = 16 * 1024;

    /// <summary>Certificates that are over are shown for a while, but not for ever.</summary>
    private const int MostKept = 20;

    private readonly Authority _authority;
    private readonly Tokens _tokens;
    private readonly Shelf<KeptIdentity> _identities;
    private readonly INodeStorage _nodes;
    private readonly AuditLog _audit;
    private readonly Failures _failures;
    private readonly TimeProvider _clock;

    internal Enrolment(Authority authority, Tokens tokens, Certificates certificates, INodeStorage nodes, AuditLog audit, Failures failures, TimeProvider clock) =>
        (_authority, _tokens, _identities, _nodes, _audit, _failures, _clock) = (authority, tokens, certificates.Identities, nodes, audit, failures, clock);

    public IEnumerable<Endpoint> Endpoints =>
    [
        new("GET", Routes.Authority, Access.Anyone, call => call.AnswerAsync(new(_authority.Pem, _authority.Pin), ProtocolJson.Default.AuthorityCertificate)) { Summary = "who signs certificates", Gives = ProtocolJson.Default.AuthorityCertificate },
        new("POST", Routes.Enrol, Access.Anyone, EnrolAsync) { LongestBody = LongestRequest, Summary = "a first certificate, for who has a token", Takes = ProtocolJson.Default.EnrolRequest, Gives = ProtocolJson.Default.Enrolled },
        new("POST", Routes.Renew, Access.AnyNode, RenewAsync) { LongestBody = LongestRequest, Summary = "another certificate, for a node that has one", Takes = ProtocolJson.Default.EnrolRequest, Gives = ProtocolJson.Default.Enrolled },
    ];

    private async Task EnrolAsync(Call call)
    {
        var address = call.Http.Connection.RemoteIpAddress;
        _failures.Check(address);
        var request = await call.ReadAsync(ProtocolJson.Default.EnrolRequest).ConfigureAwait(false);
        var wanted = SigningRequest.Read(request.SigningRequest ?? "");
        if (request.Token is not { } text || await _tokens.FindAsync(text, wanted.Node, call.Cancel).ConfigureAwait(false) is not var (id, token))
        {
            _failures.Note(address);
            throw RefusalException.Forbidden("the token is not known here", Tokens.NewToken(wanted.Node));
        }
        var (identity, revision) = await _identities.ReadAsync(wanted.Node, call.Cancel).ConfigureAwait(false);
        if (AnsweredBefore(identity, wanted, id) is { } known)
        {
            await AnswerAsync(call, known).ConfigureAwait(false);
            return;
        }
        if (HasGood(identity) && !token.Replaces)
            throw AlreadyEnrolled(wanted.Node);
        // From here on it goes on to its end, also if the node hangs up: it asks again with the same key.
        await _tokens.UseAsync(id, wanted.Node, CancellationToken.None).ConfigureAwait(false);
        var given = Give(wanted, id);
        var before = token.Replaces ? Certificates.Revoked(identity ?? KeptIdentity.None, _clock.GetUtcNow()) : identity ?? KeptIdentity.None;
        if (!await _identities.PutAsync(wanted.Node, With(before, given), revision, CancellationToken.None).ConfigureAwait(false))
            throw AlreadyEnrolled(wanted.Node);
        await RegisterAsync(wanted.Node).ConfigureAwait(false);
        var replaced = identity?.Certificates.Count(certificate => certificate.IsGood(_clock.GetUtcNow())) ?? 0;
        await _audit.NoteAsync(call, wanted.Node, "enrol", wanted.Node, $"token {id} of {token.By}, certificate {given.Serial}{(replaced > 0 ? $", {replaced} revoked" : "")}").ConfigureAwait(false);
        await AnswerAsync(call, given).ConfigureAwait(false);
    }

    private async Task RenewAsync(Call call)
    {
        var caller = (Caller.Node)call.Caller;
        var request = await call.ReadAsync(ProtocolJson.Default.EnrolRequest).ConfigureAwait(false);
        var wanted = SigningRequest.Read(request.SigningRequest ?? "");
        if (wanted.Node != caller.NodeName)
            throw RefusalException.Forbidden($"'{caller.NodeName}' cannot have a certificate of '{wanted.Node}'", "a node renews only its own");
        var given = Give(wanted, token: null);
        var now = _clock.GetUtcNow();
        var isGood = false;
        await _identities.ChangeAsync(
            caller.NodeName,
            identity =>
            {
                // It may have been revoked since the call began.
                isGood = identity?.Certificates.Any(certificate => certificate.Serial == caller.Serial && certificate.IsGood(now)) ?? false;
                return isGood ? With(new([.. identity!.Certificates.Where(old => old.Serial == caller.Serial || !old.IsGood(now))]), given) : null;
            },
            CancellationToken.None).ConfigureAwait(false);
        if (!isGood)
            throw new RefusalException(401, $"the certificate of '{caller.NodeName}' was revoked");
        await _audit.NoteAsync(call, "renew", caller.NodeName, $"certificate {given.Serial} after {caller.Serial}").ConfigureAwait(false);
        await AnswerAsync(call, given).ConfigureAwait(false);
    }

    /// <summary>The certificate that a node did not get because its connection broke: the token is not used again for it.</summary>
    private KeptCertificate? AnsweredBefore(KeptIdentity? identity, SigningRequest wanted, string token) =>
        identity?.Certificates.FirstOrDefault(certificate => certificate.Token == token && certificate.Key == wanted.KeyHash && certificate.IsGood(_clock.GetUtcNow()));

    private bool HasGood(KeptIdentity? identity) => identity?.Certificates.Any(certificate => certificate.IsGood(_clock.GetUtcNow())) ?? false;

    private KeptCertificate Give(SigningRequest wanted, string? token)
    {
        using var certificate = _authority.Sign(wanted.Node, wanted.Key);
        return new(Certificate.SerialOf(certificate), Time(certificate.NotBefore), Time(certificate.NotAfter), wanted.KeyHash, certificate.ExportCertificatePem() + "\n") { Token = token };
    }

    private static DateTimeOffset Time(DateTime local) => new DateTimeOffset(local).ToUniversalTime();

    private static KeptIdentity With(KeptIdentity identity, KeptCertificate given) => new([.. identity.Certificates.Append(given).TakeLast(MostKept)]);

    private async ValueTask RegisterAsync(string node)
    {
        if (await _nodes.FindAsync(node, CancellationToken.None).ConfigureAwait(false) is null)
            await _nodes.PutAsync(new(node) { Registered = _clock.GetUtcNow(), State = NodeState.Registered }, CancellationToken.None).ConfigureAwait(false);
    }

    private Task AnswerAsync(Call call, KeptCertificate given) =>
        call.AnswerAsync(new(given.Pem, _authority.Pem, given.NotAfter), ProtocolJson.Default.Enrolled);

    private static RefusalException AlreadyEnrolled(string node) => RefusalException.Conflict(
        $"'{node}' has a certificate, and this token is not for one that has",
        $"if it was installed anew, revoke what it had with 'converge node revoke {node}', or use a token of 'converge server token create --name {node} --replace'");
}
