using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>directory</c></summary>
public sealed class DirectoryResource : IResourceType, IWatchable
{
    public string Name => "directory";

    public ImmutableArray<string> Compared { get; } = ["owner", "group", "mode"];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var (path, machine) = (desired.Id.Title, context.Machine);
        return new(machine.Files.Stat(path) switch
        {
            null => Finding.Absent,
            { Kind: FileKind.Directory } status => ReadContents(desired, context, FileTraits.Properties(status, machine.Accounts, desired)),
            { Kind: FileKind.Link } => new() { Exists = true, Obstacle = $"'{path}' is a link, not a directory" },
            _ => new() { Exists = true, Obstacle = $"'{path}' is a file, not a directory" },
        });
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var changes = Comparison.Of(desired, found, Compared);
        if (found is not DirectoryFinding contents)
            return changes;
        if (contents.Differing is [var first, ..])
            changes = changes.Add(new("inside", Value.From($"{contents.Differing.Length} with other traits, the first is {first.Path}"), Value.From(FileTraits.Describe(FileTraits.Ownership(desired)))));
        return changes.AddRange(contents.Undeclared.Select(static remove => new Change(remove.Path, Value.From("undeclared"), Value.Null)));
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => desired.Flag("purge") == true || desired.Flag("recurse") == true
        ? [new FileWatch(desired.Id.Title), new TreeWatch(desired.Id.Title)]
        : [new FileWatch(desired.Id.Title)];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var path = desired.Id.Title;
        var ownership = FileTraits.Ownership(desired);
        if (Comparison.WantsAbsence(desired))
            return [new Remove(path, Recursive: true, Backup: true)];
        if (!found.Exists)
            return [new MakeDirectory(path, ownership with { Mode = ownership.Mode ?? FileTraits.DirectoryMode })];
        IEnumerable<Step> own = changes.Any(change => Compared.Contains(change.Property)) ? [new SetOwnership(path, ownership)] : [];
        return found is DirectoryFinding contents ? [.. own, .. contents.Undeclared, .. contents.Differing] : own;
    }

    private static Finding ReadContents(CatalogResource desired, ReadContext context, PropertyMap<Value> properties)
    {
        if (Comparison.WantsAbsence(desired))
            return new() { Exists = true, Properties = properties };
        ImmutableArray<Remove> undeclared = desired.Flag("purge") == true ? [.. FolderContents.Undeclared(desired, context)] : [];
        var leaving = undeclared.Select(static remove => remove.Path).ToHashSet(StringComparer.Ordinal);
        var differing = desired.Flag("recurse") == true ? FolderContents.Differing(desired, context) : [];
        return new DirectoryFinding([.. differing.Where(set => !IsLeaving(set.Path, leaving))], undeclared) { Exists = true, Properties = properties };
    }

    private static bool IsLeaving(string path, HashSet<string> leaving)
    {
        for (var place = path; place is { Length: > 1 }; place = Path.GetDirectoryName(place))
        {
            if (leaving.Contains(place))
                return true;
        }
        return false;
    }

    /// <param name="Differing">What is to be done about those inside whose traits differ.</param>
    private sealed record DirectoryFinding(ImmutableArray<SetOwnership> Differing, ImmutableArray<Remove> Undeclared) : Finding;
}
