using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Server.Storage;

namespace Converge.Server.Identity;

/// <summary>Writes down who did what.</summary>
public sealed class AuditLog(IStorage storage, TimeProvider clock)
{
    /// <param name="did">As in <c>enrol</c>, <c>read secret</c>.</param>
    /// <param name="what">What it was done to. Never a secret or a token.</param>
    public async Task NoteAsync(Call call, string did, string what, string? detail = null)
    {
        ArgumentNullException.ThrowIfNull(call);
        var entry = new AuditEntry(0, clock.GetUtcNow(), call.Caller.Name, did, what) { From = call.Http.Connection.RemoteIpAddress?.ToString(), Detail = detail };
        // What was done was done, also if the client is gone by now.
        await storage.Audit.AddAsync(entry, CancellationToken.None).ConfigureAwait(false);
    }
}
