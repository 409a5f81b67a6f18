using System.Collections.Immutable;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Texts;

/// <summary>A file of which a part is to be changed: what differs, and the whole file as it would be.</summary>
internal sealed record EditFinding(string Path) : Finding
{
    public ImmutableArray<Change> Changes { get; init; } = [];

    private ReadOnlyMemory<byte> Edited { get; init; }

    private Ownership Ownership { get; init; } = new("root", "root", FileTraits.FileMode);

    /// <param name="edit">Changes the lines, and says what it changed.</param>
    public static EditFinding Read(string path, IMachine machine, Func<TextLines, ImmutableArray<Change>> edit)
    {
        var found = new EditFinding(path);
        var status = machine.Files.Stat(path);
        if (status is { Kind: not FileKind.File } other)
            return found with { Exists = true, Obstacle = other.Kind == FileKind.Link ? $"'{path}' is a link: name the file that it leads to" : $"'{path}' is no file" };
        var lines = new TextLines((machine.Files.Read(path) ?? default).Span);
        found = found with { Exists = status is not null, Changes = edit(lines), Edited = lines.ToBytes() };
        return status is { } present ? found with { Ownership = FileTraits.Ownership(FileTraits.Properties(present, machine.Accounts)) } : found;
    }

    public IEnumerable<Step> Steps(bool isSecret = false)
    {
        if (!Changes.IsEmpty)
            yield return new WriteFile(Path, FileContent.Of(Edited, isSecret), Ownership, [], Backup: true);
    }
}
