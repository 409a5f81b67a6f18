using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Server.Storage;

namespace Converge.Server.Identity;

/// <summary>What was done by whom, from where. Nobody passes a token or a secret to it.</summary>
public sealed class AuditLog(IStorage storage, TimeProvider clock)
{
    private const int LongestText = 1000;

    public IEnumerable<Endpoint> Endpoints => [new("GET", Routes.Audit, Access.Viewer, ListAsync) { Summary = "who did what, the latest first", Gives = ProtocolJson.Default.PageAuditEntry }];

    /// <summary>Notes what a caller did, before it is answered: what cannot be noted did not work.</summary>
    public ValueTask NoteAsync(Call call, string did, string what, string? detail = null)
    {
        ArgumentNullException.ThrowIfNull(call);
        return NoteAsync(call, call.Caller.Name, did, what, detail);
    }

    /// <param name="who">If the call itself does not tell, as that of a node that has no certificate yet.</param>
    public async ValueTask NoteAsync(Call call, string who, string did, string what, string? detail)
    {
        ArgumentNullException.ThrowIfNull(call);
        var entry = new AuditEntry(0, clock.GetUtcNow(), Clean(who), did, Clean(what)) { From = Address(call), Detail = detail is null ? null : Clean(detail) };
        // Who hangs up must not be able to do something without a trace.
        await storage.Audit.AddAsync(entry, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task ListAsync(Call call) =>
        await call.AnswerAsync(await storage.Audit.ListAsync(call.Query("text"), call.Query("after"), call.Limit(), call.Cancel).ConfigureAwait(false), ProtocolJson.Default.PageAuditEntry).ConfigureAwait(false);

    private static string? Address(Call call) => call.Http.Connection.RemoteIpAddress is { } address ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : null;

    private static string Clean(string text) =>
        string.Concat((text.Length > LongestText ? text[..LongestText] : text).Select(static c => char.IsControl(c) ? '\uFFFD' : c));
}
