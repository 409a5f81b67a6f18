using Converge.Server.Repository;
using Converge.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Converge.Server.Nodes;

/// <summary>When git says something else of nodes, their documents say so, too.</summary>
public sealed partial class Recomposition(IStorage storage, RepositoryMirror repository, LiveWiring wiring, ILogger<Recomposition> log) : BackgroundService
{
    private readonly SemaphoreSlim _news = new(0);

    public override void Dispose()
    {
        _news.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        repository.Changed = _ => _news.Release();
        // What came before is as good as news.
        _news.Release();
        while (!stoppingToken.IsCancellationRequested)
        {
            await _news.WaitAsync(stoppingToken).ConfigureAwait(false);
            try
            {
                await ComposeAsync(repository.View, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                SayProblem(e.Message);
            }
            wiring.WakeAll();
        }
    }

    private async Task ComposeAsync(FleetView view, CancellationToken cancel)
    {
        if (!view.IsKnown)
            return;
        var changed = new List<NodeRecord>();
        await foreach (var node in storage.Nodes.ReadAllAsync(documents: true, cancel).ConfigureAwait(false))
        {
            var composed = NodeDocuments.Compose(node, view);
            if (composed.Document is { } after && node.Document is { } before && DocumentHash.Steady(after) != DocumentHash.Steady(before))
                changed.Add(composed);
        }
        foreach (var node in changed)
        {
            // Whoever changed it meanwhile has composed it with the new view.
            await storage.Nodes.PutAsync(node, cancel).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot bring the inventory in line with git: {Problem}")]
    private partial void SayProblem(string problem);
}
