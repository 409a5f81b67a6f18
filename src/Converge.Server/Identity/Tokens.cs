using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Server.Storage;

namespace Converge.Server.Identity;

/// <summary>The tokens by which nodes get their first certificate.</summary>
public sealed class Tokens
{
    private const int MostUses = 10_000;
    private const long LongestSeconds = 90 * 24 * 3600;

    private readonly Shelf<KeptToken> _tokens;
    private readonly AuditLog _audit;
    private readonly string _pin;
    private readonly TimeProvider _clock;

    internal Tokens(IRecordStorage records, AuditLog audit, string pin, TimeProvider clock) =>
        (_tokens, _audit, _pin, _clock) = (new(records, "token", KeptJson.Default.KeptToken), audit, pin, clock);

    public IEnumerable<Endpoint> Endpoints =>
    [
        new("GET", Routes.Tokens, Access.Admin, ListAsync) { Summary = "the tokens that machines can enrol with", Gives = ProtocolJson.Default.PageEnrolmentToken },
        new("POST", Routes.Tokens, Access.Admin, CreateAsync) { Summary = "a new token, shown this once", Takes = ProtocolJson.Default.TokenRequest, Gives = ProtocolJson.Default.EnrolmentToken },
        new("DELETE", $"{Routes.Tokens}/{{id}}", Access.Admin, RemoveAsync) { Summary = "makes a token useless" },
    ];

    /// <summary>The token that somebody shows for a node, which is not used up by that.</summary>
    /// <returns>Null if there is none like it: whether it never was or is removed is not told.</returns>
    /// <exception cref="RefusalException">It is the right one, but not good for this.</exception>
    internal async ValueTask<(string Id, KeptToken Token)?> FindAsync(string text, string node, CancellationToken cancel)
    {
        if (BearerToken.TryParse(BearerToken.OfEnrolment, text) is not { } shown)
            return null;
        var (token, _) = await _tokens.ReadAsync(shown.Id, cancel).ConfigureAwait(false);
        if (token is null || !shown.Is(token.Hash))
            return null;
        if (_clock.GetUtcNow() >= token.NotAfter)
            throw RefusalException.Forbidden($"the token '{shown.Id}' was good until {token.NotAfter:yyyy-MM-dd HH:mm} UTC", NewToken(node));
        if (!NodeName.IsOf(token.Name, node))
            throw RefusalException.Forbidden($"the token '{shown.Id}' is for '{token.Name}', not for '{node}'", NewToken(node));
        return (shown.Id, token);
    }

    /// <summary>Uses a token once; of many that want its last use, one gets it.</summary>
    /// <exception cref="RefusalException">It has none left.</exception>
    internal async ValueTask UseAsync(string id, string node, CancellationToken cancel)
    {
        var used = false;
        await _tokens.ChangeAsync(
            id,
            token =>
            {
                used = token is { Uses: > 0 };
                return used ? token! with { Uses = token.Uses - 1 } : null;
            },
            cancel).ConfigureAwait(false);
        if (!used)
            throw RefusalException.Forbidden($"the token '{id}' is used up", NewToken(node));
    }

    internal static string NewToken(string node) => $"an administrator makes another one: 'converge server token create --name {node}'";

    private async Task ListAsync(Call call)
    {
        var tokens = await GoodAsync(call.Cancel).ConfigureAwait(false);
        await call.AnswerAsync(new([.. tokens], Next: null), ProtocolJson.Default.PageEnrolmentToken).ConfigureAwait(false);
    }

    private async Task CreateAsync(Call call)
    {
        var wanted = await call.ReadAsync(ProtocolJson.Default.TokenRequest).ConfigureAwait(false);
        Check(wanted);
        await ForgetOldAsync(call.Cancel).ConfigureAwait(false);
        var made = BearerToken.Make(BearerToken.OfEnrolment);
        var token = new KeptToken(wanted.Name, wanted.Uses, _clock.GetUtcNow().AddSeconds(wanted.Seconds), call.Caller.Name, made.Hash) { Replaces = wanted.Replaces };
        if (!await _tokens.PutAsync(made.Id, token, revision: 0, call.Cancel).ConfigureAwait(false))
            throw RefusalException.Conflict("the token could not be made", "try again");
        await _audit.NoteAsync(call, "create token", made.Id, $"for '{token.Name}', uses {token.Uses}, until {token.NotAfter:yyyy-MM-dd HH:mm} UTC{(token.Replaces ? ", replaces" : "")}").ConfigureAwait(false);
        await call.AnswerAsync(Document(made.Id, token) with { Token = made.Text, Pin = _pin }, ProtocolJson.Default.EnrolmentToken, 201).ConfigureAwait(false);
    }

    private static void Check(TokenRequest wanted)
    {
        if (wanted.Name is not { Length: > 0 } name || !NodeName.IsValidPattern(name))
            throw RefusalException.BadRequest($"'{NodeName.Shown(wanted.Name ?? "")}' is no name of nodes", $"expected {NodeName.Rule}, with '*' and '?' for others");
        if (wanted.Uses is < 1 or > MostUses)
            throw RefusalException.BadRequest($"a token cannot have {wanted.Uses} uses", $"expected 1 to {MostUses}");
        if (wanted.Seconds is < 1 or > LongestSeconds)
            throw RefusalException.BadRequest($"a token cannot be good for {wanted.Seconds} seconds", $"expected 1 to {LongestSeconds}, which is 90 days");
        if (wanted.Replaces && NodeName.IsPattern(name))
            throw RefusalException.BadRequest($"a token that replaces certificates is for one node, not for '{name}'", "whoever has it can become any node that it is for");
    }

    private async Task RemoveAsync(Call call)
    {
        var id = call.Route("id");
        if (await _tokens.RemoveAsync(id, call.Cancel).ConfigureAwait(false) is not { } token)
            throw RefusalException.NotFound($"there is no token '{NodeName.Shown(id)}'", "'converge server token list' shows those that there are");
        await _audit.NoteAsync(call, "remove token", id, $"for '{token.Name}'").ConfigureAwait(false);
        await call.AnswerNothing().ConfigureAwait(false);
    }

    private async ValueTask<IEnumerable<EnrolmentToken>> GoodAsync(CancellationToken cancel) =>
        (await _tokens.ListAsync(cancel).ConfigureAwait(false))
            .Where(kept => _clock.GetUtcNow() < kept.Value.NotAfter && kept.Value.Uses > 0)
            .Select(static kept => Document(kept.Key, kept.Value))
            .OrderBy(static token => token.NotAfter);

    /// <summary>For a while they stay, so that who comes too late is told so.</summary>
    private async ValueTask ForgetOldAsync(CancellationToken cancel)
    {
        foreach (var (id, token, _) in await _tokens.ListAsync(cancel).ConfigureAwait(false))
        {
            if (_clock.GetUtcNow() > token.NotAfter.AddDays(7))
                await _tokens.RemoveAsync(id, cancel).ConfigureAwait(false);
        }
    }

    private static EnrolmentToken Document(string id, KeptToken token) => new(id, token.Name, token.Uses, token.NotAfter, token.By) { Replaces = token.Replaces };
}
