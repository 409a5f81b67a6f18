using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>directory</c></summary>
public sealed class DirectoryResource : IResourceType
{
    public string Name => "directory";

    public ImmutableArray<string> Compared { get; } = ["owner", "group", "mode"];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var (path, machine) = (desired.Id.Title, context.Machine);
        return new(machine.Files.Stat(path) switch
        {
            null => Finding.Absent,
            { Kind: FileKind.Directory } status => new() { Exists = true, Properties = FileTraits.Properties(status, machine.Accounts) },
            { Kind: FileKind.Link } => new() { Exists = true, Obstacle = $"'{path}' is a link, not a directory" },
            _ => new() { Exists = true, Obstacle = $"'{path}' is a file, not a directory" },
        });
    }

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var path = desired.Id.Title;
        var ownership = FileTraits.Ownership(desired);
        if (Comparison.WantsAbsence(desired))
            yield return new Remove(path, Recursive: true, Backup: true);
        else if (!found.Exists)
            yield return new MakeDirectory(path, ownership with { Mode = ownership.Mode ?? FileTraits.DirectoryMode });
        else
            yield return new SetOwnership(path, ownership);
    }
}
