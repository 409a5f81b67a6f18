using Converge.Catalogs;
using Converge.Linux.Resources.Mounts;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary>What is in a directory, as far as the directory is asked about it. No link is followed.</summary>
internal static class FolderContents
{
    /// <summary>What a file may not have of the mode of directories: the rights to execute, and special bits.</summary>
    private const int FileMask = 0b110_110_110;

    /// <summary>What has other traits than the directory wants of all that is in it, and what they are to be.</summary>
    public static IEnumerable<SetOwnership> Differing(CatalogResource desired, ReadContext context)
    {
        var wanted = FileTraits.Ownership(desired);
        var declared = Others(desired, context).ToLookup(static resource => resource.Id.Title, StringComparer.Ordinal);
        return Walk(desired.Id.Title);

        IEnumerable<SetOwnership> Walk(string folder)
        {
            foreach (var name in context.Machine.Files.List(folder) ?? [])
            {
                var path = $"{folder}/{name}";
                // What others declare is theirs; a directory alone says nothing of what is in it.
                var isOwn = !declared.Contains(path);
                if (context.Machine.Files.Stat(path) is not { Kind: not FileKind.Link } status || (!isOwn && !declared[path].All(static other => other.Id.Type == "directory" && other.Flag("recurse") != true)))
                    continue;
                var ownership = status.Kind == FileKind.Directory ? wanted : wanted with { Mode = wanted.Mode & FileMask };
                if (isOwn && Differs(status, ownership, context.Machine.Accounts))
                    yield return new(path, ownership);
                if (status.Kind != FileKind.Directory)
                    continue;
                foreach (var inside in Walk(path))
                    yield return inside;
            }
        }
    }

    /// <summary>What no resource declares, nothing that is declared is in, and nothing is mounted at.</summary>
    public static IEnumerable<Remove> Undeclared(CatalogResource desired, ReadContext context)
    {
        var files = context.Machine.Files;
        var kept = Others(desired, context).SelectMany(Places).Concat(MountTable.Read(files).Select(static mounted => mounted.Path))
            .Where(place => IsIn(place, desired.Id.Title)).ToHashSet(StringComparer.Ordinal);
        return Walk(desired.Id.Title);

        IEnumerable<Remove> Walk(string folder)
        {
            foreach (var name in files.List(folder) ?? [])
            {
                var path = $"{folder}/{name}";
                if (kept.Contains(path) || files.Stat(path) is not { } status)
                    continue;
                var isFolder = status.Kind == FileKind.Directory;
                if (!isFolder || !kept.Any(place => IsIn(place, path)))
                    yield return new(path, Recursive: isFolder, Backup: true);
                else
                {
                    foreach (var inside in Walk(path))
                        yield return inside;
                }
            }
        }
    }

    private static IEnumerable<CatalogResource> Others(CatalogResource desired, ReadContext context) => context.Catalog.Resources.Where(resource => resource.Id != desired.Id);

    private static IEnumerable<string> Places(CatalogResource resource) => Builtins.ResourceTypes.TryGetValue(resource.Id.Type, out var type)
        ? type.Places(resource)
        : resource.Id.Title.StartsWith('/') ? [resource.Id.Title] : [];

    private static bool IsIn(string path, string folder) => path.StartsWith($"{folder}/", StringComparison.Ordinal);

    private static bool Differs(FileStatus status, Ownership wanted, IAccounts accounts) =>
        (wanted.Mode is { } mode && mode != status.Mode)
        || (wanted.Owner is { } owner && FileTraits.UserName(status.Uid, owner, accounts) != owner)
        || (wanted.Group is { } group && FileTraits.GroupName(status.Gid, group, accounts) != group);
}
