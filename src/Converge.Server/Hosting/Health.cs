using Converge.Server.Identity;
using Converge.Server.Repository;
using Converge.Server.Storage;
using Microsoft.AspNetCore.Http;

namespace Converge.Server.Hosting;

/// <summary>Whether the server lives, and whether it can do its work.</summary>
internal sealed class Health(IStorage storage, ServerOptions options, RepositoryMirror repository)
{
    public IEnumerable<Endpoint> Endpoints =>
    [
        new("GET", "/healthz", Access.Anyone, static call => call.Http.Response.WriteAsync("ok\n", call.Cancel)),
        new("GET", "/readyz", Access.Anyone, ReadyAsync),
    ];

    private async Task ReadyAsync(Call call)
    {
        await storage.Nodes.GenerationAsync(call.Cancel).ConfigureAwait(false);
        if (options.Repository is not null && !repository.View.IsKnown)
            throw new RefusalException(StatusCodes.Status503ServiceUnavailable, $"the repository is not there yet: {repository.Problem ?? "it is being fetched"}");
        await call.Http.Response.WriteAsync("ready\n", call.Cancel).ConfigureAwait(false);
    }
}
