using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>file</c></summary>
public sealed class FileResource : IResourceType, IWatchable
{
    private const string Content = ContentChange.Property;
    private const int LargestShown = 1 << 20;

    // What stands for content that nobody would look at, and that is another one by its size alone.
    private static readonly ReadOnlyMemory<byte> TooLarge = "\0"u8.ToArray();

    public string Name => "file";

    public ImmutableArray<string> Compared { get; } = ["owner", "group", "mode"];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) =>
        new(Read(desired, context.Machine));

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var changes = Comparison.Of(desired, found, Compared);
        if (found is FileFinding { IsSame: true } || Comparison.WantsAbsence(desired) || Desired(desired) is not { } content)
            return changes;
        return ContentChange.Of((found as FileFinding)?.Content, content) is { } change ? changes.Add(change) : changes;
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FileWatch(desired.Id.Title)];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var path = desired.Id.Title;
        var backup = desired["backup"] is not { Kind: ValueKind.Bool } asked || asked.AsBool();
        var ownership = FileTraits.Ownership(desired);
        if (Comparison.WantsAbsence(desired))
            yield return new Remove(path, Recursive: false, backup);
        else if (!found.Exists || changes.Any(static change => change.Property == Content))
            yield return new WriteFile(path, Desired(desired) ?? FileContent.Of(ReadOnlyMemory<byte>.Empty), Complete(ownership, desired, found), FileTraits.Words(desired["validate"]), backup);
        else
            yield return new SetOwnership(path, ownership);
    }

    private static Finding Read(CatalogResource desired, IMachine machine)
    {
        var path = desired.Id.Title;
        if (machine.Files.Stat(path) is not { } status)
            return Finding.Absent with { Lacks = FileTraits.MissingParent(path, machine.Files) };
        if (status.Kind is FileKind.Directory or FileKind.Other)
            return new() { Exists = true, Obstacle = $"'{path}' is a {(status.Kind == FileKind.Directory ? "directory" : "special file")}, not a file" };
        var found = new FileFinding { Exists = true, Properties = FileTraits.Properties(status, machine.Accounts, desired) };
        // A link is replaced: what it points to is no business of this resource. Nor is content that nobody declares.
        if (status.Kind != FileKind.File || Comparison.WantsAbsence(desired))
            return found;
        if (IsAsDesired(desired, status, machine.Files))
            return found with { IsSame = true };
        return found with { Content = status.Size <= LargestShown ? machine.Files.Read(path) : TooLarge };
    }

    /// <summary>Most files are right, and then nothing is kept of them.</summary>
    private static bool IsAsDesired(CatalogResource desired, FileStatus status, IFiles files)
    {
        if (desired.Source is { } source)
            return status.Size == source.Content.Length && files.Holds(desired.Id.Title, source.Content.Span);
        var content = desired[Content];
        if (content.IsNull)
            return true;
        var text = content.IsSecret ? content.AsSecret().Reveal() : content.AsString();
        if (status.Size != Encoding.UTF8.GetByteCount(text))
            return false;
        var bytes = ArrayPool<byte>.Shared.Rent((int)status.Size);
        try
        {
            return files.Holds(desired.Id.Title, bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: content.IsSecret);
        }
    }

    /// <summary>What is written anew keeps the traits that nobody asked to change.</summary>
    private static Ownership Complete(Ownership asked, CatalogResource desired, Finding found)
    {
        var isSecret = desired.IsSecret || desired[Content].IsSecret;
        if (!found.Exists)
            return asked with { Mode = asked.Mode ?? (isSecret ? FileTraits.SecretMode : FileTraits.FileMode) };
        var present = FileTraits.Ownership(found.Properties);
        return new(asked.Owner ?? present.Owner, asked.Group ?? present.Group, asked.Mode ?? present.Mode);
    }

    private static FileContent? Desired(CatalogResource desired)
    {
        if (desired.Source is { } source)
            return FileContent.Of(source.Content, desired.IsSecret);
        return desired[Content] is { IsNull: false } text ? FileContent.Of(text) : null;
    }

    private sealed record FileFinding : Finding
    {
        /// <summary>Null for a link, and for what need not be known.</summary>
        public ReadOnlyMemory<byte>? Content { get; init; }

        /// <summary>Whether the content is as desired, or none is.</summary>
        public bool IsSame { get; init; }
    }
}
