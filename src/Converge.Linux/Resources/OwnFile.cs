using System.Collections.Immutable;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary>A small file that belongs to a resource alone, and to root.</summary>
internal sealed record OwnFile(string Path, string Content, int Mode = FileTraits.FileMode)
{
    /// <summary>A command that approves the content.</summary>
    public ImmutableArray<string> Validate { get; init; } = [];

    /// <summary>A file that should not be there.</summary>
    public bool IsAbsent { get; init; }

    public OwnFileFinding Read(IMachine machine)
    {
        if (machine.Files.Stat(Path) is not { } status)
            return new(this, null);
        var found = new OwnFileFinding(this, machine.Files.Read(Path)) { Exists = true, Properties = FileTraits.Properties(status, machine.Accounts) };
        return status.Kind is FileKind.Directory or FileKind.Other ? found with { Obstacle = $"'{Path}' is no file" } : found;
    }
}

/// <param name="Present">Null if there is none, or only a link.</param>
internal sealed record OwnFileFinding(OwnFile File, ReadOnlyMemory<byte>? Present) : Finding
{
    private FileContent Wanted => FileContent.Of(Value.From(File.Content));

    public IEnumerable<Change> Compare()
    {
        if (File.IsAbsent)
            return Exists ? [new(Comparison.Presence, Value.False, Value.True)] : [];
        var content = ContentChange.Of(Present, Wanted);
        return [.. Exists ? [] : (Change[])[new(Comparison.Presence, Value.True, Value.False)], .. content is { } change ? (Change[])[change] : [], .. CompareTraits()];
    }

    public IEnumerable<Step> Steps()
    {
        if (File.IsAbsent)
        {
            if (Exists)
                yield return new Remove(File.Path, Recursive: false, Backup: true);
        }
        else if (ContentChange.Of(Present, Wanted) is not null)
            yield return new WriteFile(File.Path, Wanted, Traits, File.Validate, Backup: true);
        else if (CompareTraits().Any())
            yield return new SetOwnership(File.Path, Traits);
    }

    private Ownership Traits => new("root", "root", File.Mode);

    private IEnumerable<Change> CompareTraits()
    {
        if (Present is null)
            yield break;
        foreach (var (name, wanted) in new[] { ("owner", Value.From("root")), ("group", Value.From("root")), ("mode", FileTraits.Digits(File.Mode)) })
        {
            if (Properties[name] != wanted)
                yield return new(name, Properties[name], wanted);
        }
    }
}
