using System.Collections.Concurrent;
using System.Collections.Immutable;
using Converge.Agent.Servers;
using Converge.Catalogs;
using Converge.Facts;
using Converge.Language.Text;
using Converge.Linux.Runs;
using Converge.Nodes;
using Converge.Reports;

namespace Converge.Agent.Compiling;

/// <summary>
/// Compiles the catalog of this node. What the compiler does not know of other nodes, and secrets, the server is asked for,
/// all at once, and then it compiles again.
/// </summary>
/// <param name="server">Null if there is none: then searches find what the repository declares.</param>
/// <param name="cache">Null if secrets are opened on this machine.</param>
internal sealed class NodeCompiler(ServerClient? server, PeerMemory memory, SecretCache? cache, TimeProvider time)
{
    // The answer to one question may raise another, but not for ever.
    private const int MostRounds = 8;

    // A secret that did not change in git might still have been given out wrongly.
    private static readonly TimeSpan Freshness = TimeSpan.FromDays(1);

    /// <exception cref="ServerException">Something is not known, and the server cannot be asked.</exception>
    public async Task<NodeCompilation> CompileAsync(Fleet fleet, NodeIdentity node, FactSet facts, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var start = fleet.InputsOf(node) with { Facts = facts, Now = now, LastAnswers = memory.Kept };
        if (server is null)
        {
            var alone = Compiler.Compile(start);
            return Finish(alone, fleet, node, facts, now, fleet.Inventory, alone.Catalog?.Searches ?? []);
        }
        for (var round = 1; ; round++)
        {
            var known = new KnownAnswers(memory.Answers);
            var secrets = new KnownSecrets(fleet.Secrets.For(Fleet.ReaderOf(node)), cache, now - Freshness);
            var result = Compiler.Compile(start with { Inventory = new(known), LastAnswers = memory.Kept, Secrets = cache is null ? start.Secrets : secrets });
            if (known.Unknown.IsEmpty && secrets.Unknown.Count == 0)
            {
                await RefreshAsync(secrets, cancel).ConfigureAwait(false);
                memory.Settle(known.Asked, result.Catalog is null ? [] : result.Peers);
                return Finish(result, fleet, node, facts, now, known.ToInventory(), known.Asked);
            }
            if (round == MostRounds)
                throw new ServerException($"after {MostRounds} rounds of questions there are still new ones: {string.Join("; ", known.Unknown)}", "a query that depends on the answer to another one is asked after it", status: null);
            await AskAsync(known, secrets, cancel).ConfigureAwait(false);
        }
    }

    private async Task AskAsync(KnownAnswers known, KnownSecrets secrets, CancellationToken cancel)
    {
        var values = FetchAsync(secrets.Unknown, cancel);
        var answers = Task.WhenAll(known.Unknown.Select(query => server!.SearchAsync(new(query), cancel)));
        await Task.WhenAll(values, answers).ConfigureAwait(false);
        foreach (var (query, answer) in known.Unknown.Zip(await answers.ConfigureAwait(false)))
            memory.Learn(query, answer.Generation, answer.Nodes);
        cache?.Keep(await values.ConfigureAwait(false), secrets.Asked);
    }

    /// <summary>Secrets whose values are old are asked for once more; if that cannot be done, they are good enough.</summary>
    private async Task RefreshAsync(KnownSecrets secrets, CancellationToken cancel)
    {
        try
        {
            cache?.Keep(await FetchAsync(secrets.Old, cancel).ConfigureAwait(false), secrets.Asked);
        }
        catch (ServerException)
        {
            // The next run tries again.
        }
    }

    private async Task<ConcurrentDictionary<string, CachedSecret>> FetchAsync(IEnumerable<KeyValuePair<string, string>> wanted, CancellationToken cancel)
    {
        var fetched = new ConcurrentDictionary<string, CachedSecret>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(wanted, new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = 16 }, async (secret, token) =>
        {
            var answer = await server!.SecretAsync(secret.Key, token).ConfigureAwait(false);
            fetched[secret.Key] = new(secret.Value, new(answer.Value), time.GetUtcNow());
        }).ConfigureAwait(false);
        return fetched;
    }

    private static NodeCompilation Finish(CompileResult result, Fleet fleet, NodeIdentity node, FactSet facts, DateTimeOffset now, Inventory inventory, ImmutableArray<string> searches)
    {
        var document = NodeModel.ToDocument(node, facts, result.RunList?.Recipes ?? [], result.Attributes);
        var compiled = result.Catalog is not { } catalog ? null : new CompiledCatalog(catalog, Inputs(catalog, node, facts, now, inventory)) { Generation = inventory.Generation };
        return new(compiled, document, searches, result.Diagnostics) { Fleet = fleet };
    }

    private static RunInputs? Inputs(Catalog catalog, NodeIdentity node, FactSet facts, DateTimeOffset now, Inventory inventory) => catalog.Commit is not { } commit ? null : new(commit, node.Name, node.Environment.Name)
    {
        Roles = [.. node.Roles.Select(static role => role.Name)],
        IsMadeUp = node.At is null,
        Facts = facts,
        Inventory = inventory,
        Now = now,
    };
}

/// <summary>What compiling gave, and what the server is to know of it.</summary>
/// <param name="Compiled">Null if there are errors.</param>
/// <param name="Searches">The queries whose answers it depends on.</param>
internal sealed record NodeCompilation(CompiledCatalog? Compiled, NodeDocument Document, ImmutableArray<string> Searches, IReadOnlyList<Diagnostic> Diagnostics)
{
    public required Fleet Fleet { get; init; }
}
