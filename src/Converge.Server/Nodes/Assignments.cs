using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Converge.Language.Text;
using Converge.Nodes.Queries;
using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Server.Identity;
using Converge.Server.Repository;
using Converge.Server.Storage;
using Microsoft.Extensions.Hosting;

namespace Converge.Server.Nodes;

/// <summary>Tells nodes what to do. A call waits until there is news for its node.</summary>
internal sealed class Assignments(IStorage storage, RepositoryMirror repository, SeenNodes seen, LiveWiring wiring, Authentication authentication, ServerOptions options, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private const int SumLength = sizeof(ulong);

    // Commit, environment and roles; the order.
    private const int FixedSums = 2;

    // Of the time that a call may wait.
    private const double Spread = 0.25;

    // Nodes may be newer than the server, and ask for more than they get.
    private const int LongestWish = 3600;

    private int _waiting;

    public IEnumerable<Endpoint> Endpoints => [new("GET", $"{Routes.Nodes}/{{node}}/assignment", Access.ThatNode, GetAsync) { Summary = "what a node is to do; waits until there is news", Gives = ProtocolJson.Default.Assignment }];

    /// <summary>How many calls wait.</summary>
    public int Waiting => _waiting;

    private async Task GetAsync(Call call)
    {
        var name = call.Route("node");
        var known = call.Query(Assignment.Known);
        var wait = call.Number(Assignment.Wait, 0, LongestWish);
        var deadline = clock.GetUtcNow() + Shortened(wait);
        seen.Note(name);
        await repository.FirstLook.WaitAsync(call.Cancel).ConfigureAwait(false);
        while (true)
        {
            var news = wiring.NewsFor(name);
            var left = deadline - clock.GetUtcNow();
            if (await AnswerAsync(call, name, known, isLast: left <= TimeSpan.Zero || lifetime.ApplicationStopping.IsCancellationRequested).ConfigureAwait(false))
                return;
            await WaitAsync(news, left, call.Cancel).ConfigureAwait(false);
            // Its certificate may have been revoked meanwhile.
            await authentication.IdentifyAsync(call.Http).ConfigureAwait(false);
        }
    }

    /// <summary>Those who asked at the same moment, as all do after a start, come back one after the other; and nobody is taken for silent who waits.</summary>
    private TimeSpan Shortened(int wish) =>
        TimeSpan.FromSeconds(Math.Min(Math.Min(wish, Assignment.LongestWait), options.SilentAfter.TotalSeconds / 2.5) * (1 - (Random.Shared.NextDouble() * Spread)));

    /// <summary>Answers if there is news, or if it is the last occasion. By itself, so that nothing of a node is kept in memory while it waits.</summary>
    /// <returns>Whether it did.</returns>
    private async Task<bool> AnswerAsync(Call call, string name, string? known, bool isLast)
    {
        var node = await storage.Nodes.FindBareAsync(name, call.Cancel).ConfigureAwait(false) ?? new NodeRecord(name);
        var role = repository.View.Of(name);
        var sums = await SumsAsync(node, role, call.Cancel).ConfigureAwait(false);
        var version = Encode(sums);
        if (version == known && !isLast)
            return false;
        var answers = version == known ? [] : await AnswersAsync(node, sums, known, call.Cancel).ConfigureAwait(false);
        seen.Note(name);
        var assignment = Make(node, role, version, answers);
        await (answers.Count == 0 ? call.AnswerAsync(assignment, ProtocolJson.Default.Assignment) : call.AnswerInPartsAsync(assignment, ProtocolJson.Default.Assignment)).ConfigureAwait(false);
        return true;
    }

    private static Assignment Make(NodeRecord node, NodeRole role, string version, IReadOnlyList<PeerResult> answers) => new(version)
    {
        Commit = role.Head?.Commit,
        Environment = role.Identity is null ? null : role.Environment,
        Roles = role.Roles,
        Answers = answers,
        Order = node.Order,
        Problem = role.Problem,
    };

    private async Task WaitAsync(Task news, TimeSpan left, CancellationToken cancel)
    {
        Interlocked.Increment(ref _waiting);
        // A server that stops would wait for all that wait here.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping);
        try
        {
            await news.WaitAsync(left, clock, either.Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Then there is no news.
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async ValueTask<ulong[]> SumsAsync(NodeRecord node, NodeRole role, CancellationToken cancel)
    {
        var answers = await wiring.SumsAsync(node.Name, node.Searches, cancel).ConfigureAwait(false);
        return [Sum($"{role.Head?.Commit}\n{role.Environment}\n{string.Join(' ', role.Roles)}\n{role.Problem}"), node.Order is { } order ? Sum(order.Id) : 0, .. answers.Select((sum, i) => sum ^ Sum(node.Searches[i]))];
    }

    /// <summary>The answers that are not those of the version that the node knows.</summary>
    private async Task<List<PeerResult>> AnswersAsync(NodeRecord node, ulong[] sums, string? known, CancellationToken cancel)
    {
        var before = Decode(known);
        var answers = new List<PeerResult>();
        for (var i = 0; i < node.Searches.Length; i++)
        {
            // Equal sums anywhere are good: they are mixed with the text of the query.
            if (Array.IndexOf(before, sums[i + FixedSums]) >= FixedSums || Query.Parse(SourceText.From("search", node.Searches[i]), []) is not { } query)
                continue;
            var answer = await storage.Nodes.SearchAsync(query, clock.GetUtcNow(), after: null, limit: null, cancel).ConfigureAwait(false);
            answers.Add(new(node.Searches[i], answer.Generation, [.. answer.Nodes.Select(static found => found.Fields)]));
        }
        return answers;
    }

    private static ulong Sum(string text) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Encode(ulong[] sums)
    {
        var bytes = new byte[sums.Length * SumLength];
        for (var i = 0; i < sums.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * SumLength), sums[i]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Empty for what is no version: whoever sends that knows nothing.</summary>
    private static ulong[] Decode(string? version)
    {
        if (version is null || !Base64Url.IsValid(version, out var length) || length % SumLength != 0)
            return [];
        var bytes = Base64Url.DecodeFromChars(version);
        var sums = new ulong[length / SumLength];
        for (var i = 0; i < sums.Length; i++)
            sums[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i * SumLength));
        return sums;
    }
}
