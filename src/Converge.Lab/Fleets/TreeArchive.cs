using System.Formats.Tar;
using Converge.Language.Text;
using Converge.Recipes.Trees;

namespace Converge.Lab.Fleets;

/// <summary>The tree of recipes as it goes to a node.</summary>
public static class TreeArchive
{
    public const string Place = "/var/lib/converge/tree";

    /// <summary>What it consists of.</summary>
    internal static readonly string[] Folders = ["recipes", "roles", "environments", "nodes", "secrets"];

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Runnable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Unpacks what comes in beside the tree that is there, and then takes its place.</summary>
    public static IReadOnlyList<string> Unpacking { get; } =
        ["sh", "-c", $"set -e; umask 022; rm -rf {Place}~; mkdir -p {Place}~; tar -x --no-same-owner -f - -C {Place}~; rm -rf {Place}; mv {Place}~ {Place}"];

    public static byte[] Write(ITree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var problems = new DiagnosticBag();
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var entry in Folders.SelectMany(folder => Files(tree, folder, problems)))
            {
                if (tree.Read(entry.Path, problems) is not { } content)
                    continue;
                using var data = new MemoryStream(content.ToArray());
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry.Path) { DataStream = data, Mode = entry.Kind == TreeEntryKind.Program ? Runnable : Readable });
            }
        }
        return problems.HasErrors ? throw new LabException(problems.Sorted()[0].ToString()) : stream.ToArray();
    }

    /// <summary>All files below a folder; what a link leads to is there twice.</summary>
    private static IEnumerable<TreeEntry> Files(ITree tree, string folder, DiagnosticBag problems)
    {
        foreach (var entry in tree.List(folder, problems))
        {
            if (entry.Kind == TreeEntryKind.Link && tree.List(entry.Path, problems) is { Count: > 0 })
            {
                foreach (var below in Files(tree, entry.Path, problems))
                    yield return below;
            }
            else
            {
                yield return entry;
            }
        }
    }
}
