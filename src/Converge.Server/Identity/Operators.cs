using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Server.Storage;

namespace Converge.Server.Identity;

/// <summary>The people, and the programs, that may look or do something, each with a token.</summary>
public sealed class Operators
{
    private const int LongestName = 64;

    private readonly Shelf<KeptOperator> _operators;
    private readonly AuditLog _audit;
    private readonly TimeProvider _clock;

    internal Operators(IRecordStorage records, AuditLog audit, TimeProvider clock) =>
        (_operators, _audit, _clock) = (new(records, "operator", KeptJson.Default.KeptOperator), audit, clock);

    public IEnumerable<Endpoint> Endpoints =>
    [
        new("GET", Routes.Operators, Access.Admin, ListAsync) { Summary = "who has a token", Gives = ProtocolJson.Default.PageOperatorToken },
        new("POST", Routes.Operators, Access.Admin, CreateAsync) { Summary = "a token for an operator, shown this once", Takes = ProtocolJson.Default.OperatorRequest, Gives = ProtocolJson.Default.OperatorToken },
        new("DELETE", $"{Routes.Operators}/{{id}}", Access.Admin, RemoveAsync) { Summary = "makes the token of an operator useless" },
    ];

    internal Shelf<KeptOperator> Shelf => _operators;

    /// <summary>Whose token it is.</summary>
    /// <returns>The id of the token and its operator; null if it is not good.</returns>
    internal async ValueTask<(string Id, KeptOperator Operator)?> FindAsync(string text, CancellationToken cancel)
    {
        if (BearerToken.TryParse(BearerToken.OfOperator, text) is not { } shown)
            return null;
        return await FindByIdAsync(shown.Id, cancel).ConfigureAwait(false) is { } known && shown.Is(known.Hash) ? (shown.Id, known) : null;
    }

    /// <returns>Null if there is none any more, or its time is over.</returns>
    internal async ValueTask<KeptOperator?> FindByIdAsync(string id, CancellationToken cancel) =>
        await _operators.FindAsync(id, cancel).ConfigureAwait(false) is { } known && !(_clock.GetUtcNow() >= known.NotAfter) ? known : null;

    private async Task ListAsync(Call call)
    {
        var operators = (await _operators.ListAsync(call.Cancel).ConfigureAwait(false)).Select(static kept => Document(kept.Key, kept.Value)).OrderBy(static known => known.Name, StringComparer.Ordinal);
        await call.AnswerAsync(new([.. operators], Next: null), ProtocolJson.Default.PageOperatorToken).ConfigureAwait(false);
    }

    private async Task CreateAsync(Call call)
    {
        var wanted = await call.ReadAsync(ProtocolJson.Default.OperatorRequest).ConfigureAwait(false);
        if (!IsName(wanted.Name))
            throw RefusalException.BadRequest($"'{NodeName.Shown(wanted.Name ?? "")}' is no name of an operator", $"expected letters, digits and '-_.@+', at most {LongestName}, as in 'alice'");
        if (!Enum.IsDefined(wanted.Role))
            throw RefusalException.BadRequest("there is no such role", "expected 'viewer', 'operator' or 'admin'");
        if (wanted.Seconds is < 1 or > 100L * 365 * 24 * 3600)
            throw RefusalException.BadRequest($"a token cannot be good for {wanted.Seconds} seconds", "expected a positive number, or none for one without an end");
        var made = BearerToken.Make(BearerToken.OfOperator);
        var now = _clock.GetUtcNow();
        var created = new KeptOperator(wanted.Name, wanted.Role, now, call.Caller.Name, wanted.Seconds is { } seconds ? now.AddSeconds(seconds) : null, made.Hash);
        if (!await _operators.PutAsync(made.Id, created, revision: 0, call.Cancel).ConfigureAwait(false))
            throw RefusalException.Conflict("the token could not be made", "try again");
        await _audit.NoteAsync(call, "create operator", created.Name, $"{Role(created.Role)}, token {made.Id}").ConfigureAwait(false);
        await call.AnswerAsync(Document(made.Id, created) with { Token = made.Text }, ProtocolJson.Default.OperatorToken, 201).ConfigureAwait(false);
    }

    private async Task RemoveAsync(Call call)
    {
        var id = call.Route("id");
        if (await _operators.RemoveAsync(id, call.Cancel).ConfigureAwait(false) is not { } known)
            throw RefusalException.NotFound($"there is no operator with the id '{NodeName.Shown(id)}'", "'converge server operator list' shows those that there are");
        await _audit.NoteAsync(call, "remove operator", known.Name, $"{Role(known.Role)}, token {id}").ConfigureAwait(false);
        await call.AnswerNothing().ConfigureAwait(false);
    }

    /// <summary>A name that cannot be taken for that of the server's root, nor steer a terminal.</summary>
    private static bool IsName(string? name) =>
        name is { Length: > 0 and <= LongestName } && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@' or '+');

    private static string Role(OperatorRole role) => role.ToString().ToLowerInvariant();

    private static OperatorToken Document(string id, KeptOperator known) => new(id, known.Name, known.Role, known.Created, known.By, known.NotAfter);
}
