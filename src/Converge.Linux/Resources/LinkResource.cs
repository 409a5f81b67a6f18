using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>link</c></summary>
public sealed class LinkResource : IResourceType, IWatchable
{
    public string Name => "link";

    public ImmutableArray<string> Compared { get; } = ["to"];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var (path, files) = (desired.Id.Title, context.Machine.Files);
        return new(files.Stat(path) switch
        {
            null => Finding.Absent with { Lacks = FileTraits.MissingParent(path, files) },
            { Kind: FileKind.Link } => Finding.Of(("to", Value.From(files.ReadLink(path)))),
            { Kind: FileKind.Directory } => new() { Exists = true, Obstacle = $"'{path}' is a directory, not a link" },
            _ => new() { Exists = true, Obstacle = $"'{path}' is a file, not a link" },
        });
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FileWatch(desired.Id.Title)];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes) =>
        [Comparison.WantsAbsence(desired) ? new Remove(desired.Id.Title, Recursive: false, Backup: false) : new MakeLink(desired.Id.Title, desired["to"].AsString())];
}
