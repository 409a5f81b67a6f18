using Converge.Protocol;
using Converge.Server.Identity;
using Converge.Server.Storage;
using Converge.Server.Storage.Export;

namespace Converge.Server.Hosting;

/// <summary>Gives away all that the server remembers, to be taken to another one.</summary>
internal sealed class Exports(IStorage storage, AuditLog audit, TimeProvider clock)
{
    public IEnumerable<Endpoint> Endpoints => [new("GET", Routes.Export, Access.Admin, GetAsync) { Summary = "all that the server remembers, as lines of JSON" }];

    private async Task GetAsync(Call call)
    {
        await audit.NoteAsync(call, "export", "everything").ConfigureAwait(false);
        call.Http.Response.ContentType = "application/jsonl";
        await StorageExport.WriteAsync(storage, call.Http.Response.Body, clock.GetUtcNow(), call.Cancel).ConfigureAwait(false);
    }
}
