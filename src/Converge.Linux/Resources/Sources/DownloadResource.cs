using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Sources;

/// <summary><c>download</c>: a file by its sum; where it comes from is of no interest once it is there.</summary>
public sealed class DownloadResource : IResourceType, IWatchable
{
    private const string Sum = "sha256";

    public string Name => "download";

    public ImmutableArray<string> Compared { get; } = [Sum, "owner", "group", "mode"];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) => new(Read(desired, context.Machine));

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FileWatch(desired.Id.Title)];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var (path, asked, present) = (desired.Id.Title, FileTraits.Ownership(desired), FileTraits.Ownership(found.Properties));
        if (!changes.Any(static change => change.Property == Sum))
            return [new SetOwnership(path, asked)];
        var ownership = new Ownership(asked.Owner ?? present.Owner, asked.Group ?? present.Group, asked.Mode ?? present.Mode ?? FileTraits.FileMode);
        return [new FetchFile(new(desired["url"].Reveal(), desired[Sum].ToString(), desired["url"].IsSecret), path, ownership)];
    }

    private static Finding Read(CatalogResource desired, IMachine machine)
    {
        var path = desired.Id.Title;
        if (machine.Files.Stat(path) is not { } status)
            return Finding.Absent with { Lacks = FileTraits.MissingParent(path, machine.Files) };
        if (status.Kind is FileKind.Directory or FileKind.Other)
            return new() { Exists = true, Obstacle = $"'{path}' is a {(status.Kind == FileKind.Directory ? "directory" : "special file")}, not a file" };
        var found = new Finding { Exists = true, Properties = FileTraits.Properties(status, machine.Accounts, desired) };
        return machine.Files.Sha256(path) is { } sum ? found with { Properties = found.Properties.With(Sum, Value.From(sum)) } : found;
    }
}
