using System.Collections.Immutable;
using Converge.Catalogs.Explanations;
using Converge.Language.Values;
using Converge.Server.Repository;
using Converge.Server.Storage;

namespace Converge.Server.Dashboard.NodePages;

/// <summary>An attribute as a node published it, and who set it in git.</summary>
/// <param name="Origins">Lowest layer first; empty where git does not tell.</param>
internal sealed record AttributeRow(string Path, string Value, ImmutableArray<AttributeOrigin> Origins)
{
    private const int Deepest = 16;

    /// <summary>What a node published, each with its story as the tree of its commit tells it.</summary>
    public static ImmutableArray<AttributeRow> Of(NodeRecord record, NodeRole role)
    {
        var stories = Stories(record, role);
        var rows = ImmutableArray.CreateBuilder<AttributeRow>();
        foreach (var (recipe, value) in NodePage.Published(record))
            Add(rows, recipe, value, stories, 0);
        return rows.DrainToImmutable();
    }

    private static void Add(ImmutableArray<AttributeRow>.Builder rows, string path, Value value, Dictionary<string, ImmutableArray<AttributeOrigin>> stories, int depth)
    {
        if (depth < Deepest && value.As<ScriptObject>() is { Count: > 0 } members && !stories.ContainsKey(path))
        {
            foreach (var (name, member) in members)
                Add(rows, $"{path}.{name}", member, stories, depth + 1);
            return;
        }
        rows.Add(new(path, ValueTree.Line(value), stories.GetValueOrDefault(path, [])));
    }

    /// <summary>Only where they come from, not what was written there: that the node itself has published without secrets.</summary>
    private static Dictionary<string, ImmutableArray<AttributeOrigin>> Stories(NodeRecord record, NodeRole role)
    {
        if (role is not { Identity: { } identity, Head.Fleet: { } fleet })
            return [];
        var facts = record.Document is { } document && document.Fields.TryGet("facts", out var said) ? said.As<ScriptObject>() : null;
        var node = identity with { Facts = identity.Facts ?? facts };
        var stories = new Dictionary<string, ImmutableArray<AttributeOrigin>>(StringComparer.Ordinal);
        foreach (var story in new Explainer(fleet, node).ExplainAttributes())
            stories[story.Path] = [.. story.Says.Select(static say => new AttributeOrigin(say.Origin, $"{say.At.File}:{say.At.Line}", say.Counts))];
        return stories;
    }
}

/// <param name="Who">As in <c>role web</c>.</param>
/// <param name="Counts">Whether nobody above it says otherwise.</param>
internal sealed record AttributeOrigin(string Who, string At, bool Counts);
