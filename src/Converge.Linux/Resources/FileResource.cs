using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>file</c></summary>
public sealed class FileResource : IResourceType
{
    private const string Content = ContentChange.Property;

    public string Name => "file";

    public ImmutableArray<string> Compared { get; } = ["owner", "group", "mode"];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) =>
        new(Read(desired, context.Machine));

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var changes = Comparison.Of(desired, found, Compared);
        if (Comparison.WantsAbsence(desired) || Desired(desired) is not { } content)
            return changes;
        return ContentChange.Of((found as FileFinding)?.Content, content) is { } change ? changes.Add(change) : changes;
    }

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
        // A link is replaced: what it points to is no business of this resource.
        return status.Kind == FileKind.File ? found with { Content = machine.Files.Read(path) } : found;
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
        /// <summary>Null for a link.</summary>
        public ReadOnlyMemory<byte>? Content { get; init; }
    }
}
