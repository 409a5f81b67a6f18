using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Resources.Texts;
using Converge.Plans;
using Converge.Resources;

namespace Converge.Linux.Resources;

/// <summary><c>block</c>: marked lines of a file that is there.</summary>
public sealed class BlockResource : IResourceType, IWatchable
{
    private const string Content = ContentChange.Property;

    public string Name => "block";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var path = PathOf(desired);
        var block = new BlockEdit(desired.Text("comment") ?? "#", desired.Text("marker") ?? "converge");
        string? problem = null;
        var found = EditFinding.Read(path, context.Machine, lines =>
        {
            problem = block.Problem(lines) ?? (Wanted(desired).Any(block.IsMark) ? "the content holds one of the lines that mark the block" : null);
            return problem is null ? Edit(block, lines, desired) : [];
        });
        if (problem is not null)
            return new(found with { Obstacle = $"'{path}': {problem}" });
        return new(found.Exists ? found : found with { Lacks = new("file", path) });
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found) => ((EditFinding)found).Changes;

    public IEnumerable<string> Places(CatalogResource desired) => [PathOf(desired)];

    public IEnumerable<Watch> Watches(CatalogResource desired) => Places(desired).Select(static path => new FileWatch(path));

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes) => ((EditFinding)found).Steps(desired[Content].IsSecret);

    private static string PathOf(CatalogResource desired) => desired.Text("marker") is { } marker ? desired.Id.Title[..^$": {marker}".Length] : desired.Id.Title;

    private static ImmutableArray<Change> Edit(BlockEdit block, TextLines lines, CatalogResource desired)
    {
        var (present, wanted) = (block.Find(lines), Wanted(desired));
        if (Comparison.WantsAbsence(desired))
        {
            block.Remove(lines);
            return present is null ? [] : [new(Content, Show(present, isSecret: false), Value.Null)];
        }
        if (present is not null && present.SequenceEqual(wanted, StringComparer.Ordinal))
            return [];
        block.Put(lines, wanted);
        var isSecret = desired[Content].IsSecret;
        return [new(Content, present is null ? Value.Null : Show(present, isSecret), Show(wanted, isSecret))];
    }

    private static ImmutableArray<string> Wanted(CatalogResource desired)
    {
        var text = desired[Content] is { IsText: true } content ? content.Reveal() : "";
        return text.Length == 0 ? [] : [.. (text.EndsWith('\n') ? text[..^1] : text).Split('\n').Select(static line => line.TrimEnd('\r'))];
    }

    private static Value Show(IEnumerable<string> lines, bool isSecret) => Value.Text(string.Concat(lines.Select(static line => $"{line}\n")), isSecret);
}
