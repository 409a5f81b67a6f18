using System.Collections.Immutable;
using System.Text;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>timezone</c>: the link that programs follow, and the file that Debian's tools read.</summary>
public sealed class TimezoneResource : IResourceType, IWatchable
{
    private const string Zones = "/usr/share/zoneinfo";
    private const string Link = "/etc/localtime";
    private const string File = "/etc/timezone";

    public string Name => "timezone";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var (zone, files) = (desired.Id.Title, context.Machine.Files);
        var found = Finding.Of((Link, Linked(files)), (File, Written(files)));
        if (files.Stat(Zones) is null)
            return new(found with { Lacks = new("package", "tzdata") });
        if (files.Stat($"{Zones}/{zone}") is null)
            return new(found with { Lacks = new("time zone", zone) });
        return new(files.Stat(Link) is { Kind: FileKind.Directory } ? found with { Obstacle = $"'{Link}' is a directory" } : found);
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var zone = Value.From(desired.Id.Title);
        return [.. found.Properties.Where(property => property.Value != zone).Select(property => new Change(property.Key, property.Value, zone))];
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FileWatch(Link), new FileWatch(File)];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes) => changes.Select(change => (Step)(change.Property == Link
        ? new MakeLink(Link, $"{Zones}/{desired.Id.Title}")
        : new WriteFile(File, FileContent.Of(Value.From($"{desired.Id.Title}\n")), new("root", "root", FileTraits.FileMode), [], Backup: true)));

    /// <summary>The zone behind the folder of zones, however it is reached.</summary>
    private static Value Linked(IFiles files)
    {
        const string Folder = "zoneinfo/";
        if (files.ReadLink(Link) is not { } target)
            return files.Stat(Link) is null ? Value.Null : Value.From("a file");
        var at = target.IndexOf(Folder, StringComparison.Ordinal);
        return Value.From(at < 0 ? target : target[(at + Folder.Length)..]);
    }

    private static Value Written(IFiles files) => files.Read(File) is { } content ? Value.From(Encoding.UTF8.GetString(content.Span).Trim()) : Value.Null;
}
