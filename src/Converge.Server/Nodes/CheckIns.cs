using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes.Queries;
using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Server.Identity;
using Converge.Server.Repository;
using Converge.Server.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Converge.Server.Nodes;

/// <summary>Takes what nodes say of themselves.</summary>
internal sealed class CheckIns(IStorage storage, RepositoryMirror repository, SeenNodes seen, TimeProvider clock)
{
    private const long LongestDocument = 4 * 1024 * 1024;
    private const int MostSearches = 200;
    private const int Attempts = 10;

    public IEnumerable<Endpoint> Endpoints =>
    [
        new("PUT", $"{Routes.Nodes}/{{node}}", Access.ThatNode, PutAsync) { LongestBody = LongestDocument, Summary = "what a node says of itself: whole, as a merge patch, or only the hash", Takes = ProtocolJson.Default.CheckIn, Gives = ProtocolJson.Default.CheckedIn },
    ];

    private async Task PutAsync(Call call)
    {
        var name = call.Route("node");
        seen.Note(name);
        var headers = call.Http.Request.Headers;
        if (headers.IfNoneMatch.ToString() is { Length: > 0 } tag)
        {
            var known = await storage.Nodes.FindBareAsync(name, call.Cancel).ConfigureAwait(false);
            await call.AnswerNothing(known is { Hash.Length: > 0 } && tag.Trim('"') == known.Hash ? StatusCodes.Status204NoContent : StatusCodes.Status412PreconditionFailed).ConfigureAwait(false);
            return;
        }
        var basis = headers[CheckIn.Base].ToString();
        var isPatch = MediaTypeHeaderValue.TryParse(call.Http.Request.ContentType, out var type) && type.MediaType == CheckIn.PatchType;
        if (isPatch && basis.Length == 0)
            throw RefusalException.BadRequest($"a patch needs the header '{CheckIn.Base}'", "the hash that the server gave for what it is a patch of");
        // Until then nobody can tell what the node is.
        await repository.FirstLook.WaitAsync(call.Cancel).ConfigureAwait(false);
        var sent = await call.ReadAsync(ProtocolJson.Default.ScriptObject).ConfigureAwait(false);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var node = await storage.Nodes.FindAsync(name, call.Cancel).ConfigureAwait(false) ?? new(name) { Registered = clock.GetUtcNow() };
            if (isPatch && (node.Said is null || node.Hash != basis))
            {
                await call.AnswerNothing(StatusCodes.Status412PreconditionFailed).ConfigureAwait(false);
                return;
            }
            var changed = Take(node, isPatch ? MergePatch.Apply(Whole(node), sent) : sent);
            if (await storage.Nodes.PutAsync(changed, call.Cancel).ConfigureAwait(false) is { } stored)
            {
                await call.AnswerAsync(new CheckedIn(stored.Hash, await storage.Nodes.GenerationAsync(call.Cancel).ConfigureAwait(false)), ProtocolJson.Default.CheckedIn).ConfigureAwait(false);
                return;
            }
        }
        throw RefusalException.Conflict($"'{name}' is being changed by others all the time");
    }

    /// <summary>What the node said the last time, as a request, so that a patch can be applied to it.</summary>
    private static ScriptObject Whole(NodeRecord node) => new()
    {
        ["document"] = Value.From(node.Said!),
        ["searches"] = Value.From(ScriptArray.OfTexts(node.Searches)),
        ["version"] = Value.From(node.Version),
        ["interval"] = Value.From((int)node.Interval.TotalSeconds),
    };

    private NodeRecord Take(NodeRecord node, ScriptObject request)
    {
        if (!request.TryGet("document", out var document) || document.As<ScriptObject>() is not { } said)
            throw RefusalException.BadRequest("a check-in needs a 'document'", "an object with what the node says of itself");
        var searches = request.TryGet("searches", out var list) && list.As<ScriptArray>() is { } texts ? ReadSearches(texts) : [];
        var changed = node with
        {
            Said = said.Freeze(),
            Searches = searches,
            Version = request.TryGet("version", out var version) && version.Kind == ValueKind.String ? Shortened(version.AsString()) : "",
            Interval = TimeSpan.FromSeconds(request.TryGet("interval", out var interval) && interval.Kind == ValueKind.Int ? interval.AsInt() : 0),
        };
        return NodeDocuments.Compose(changed with { Hash = DocumentHash.Of(Whole(changed)) }, repository.View);
    }

    private static ImmutableArray<string> ReadSearches(ScriptArray texts)
    {
        if (texts.Count > MostSearches)
            throw RefusalException.BadRequest($"a node depends on {MostSearches} searches at most, not on {texts.Count}");
        var queries = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var problems = new DiagnosticBag();
            if (text.Kind != ValueKind.String || Query.Parse(SourceText.From("searches", text.AsString()), problems) is not { } query)
                throw RefusalException.BadRequest(problems.FirstOrDefault() is { } problem ? $"'{text}' is no query: {problem.Message}" : "'searches' must be a list of queries");
            queries.Add(query.ToString());
        }
        return [.. queries];
    }

    private static string Shortened(string text)
    {
        const int Longest = 64;
        return text.Length > Longest ? text[..Longest] : text;
    }
}
