using System.Collections.Immutable;
using Converge.Language.Values;

namespace Converge.Plans;

/// <summary>Who owns a file and who may do what with it; null leaves it as it is, and as usual where it is made.</summary>
public readonly record struct Ownership(string? Owner, string? Group, int? Mode);

/// <summary>Puts a file in place whole: written beside, given its owner and mode, approved, synced, renamed.</summary>
/// <param name="Validate">A command that approves the content; <c>{{ path }}</c> in it is where that is.</param>
/// <param name="Backup">Whether content that is replaced is kept.</param>
public sealed record WriteFile(string Path, FileContent Content, Ownership Ownership, ImmutableArray<string> Validate, bool Backup) : Step
{
    /// <summary>What has to be approved is written by itself.</summary>
    public override bool IsMergeable => Validate.IsEmpty;

    public override Step? Merge(Step next) => IsMergeable && next is WriteFile { IsMergeable: true } other && other.Path != Path ? new WriteFiles([this, other]) : null;

    public override string ToString() => $"write {Path}{(Content.IsSecret ? $" ({SecretText.Mask})" : "")}";
}

/// <summary>Puts several files in place, each whole; the disk is waited for once for all of them.</summary>
public sealed record WriteFiles(ImmutableArray<WriteFile> Files) : Step
{
    private const int Most = 128;

    public override bool IsMergeable => Files.Length < Most;

    public override Step? Merge(Step next) =>
        IsMergeable && next is WriteFile { IsMergeable: true } other && Files.All(file => file.Path != other.Path) ? new WriteFiles(Files.Add(other)) : null;

    public override string ToString() => string.Join(", ", Files);
}

/// <summary>Owner, group and mode of what is there already.</summary>
public sealed record SetOwnership(string Path, Ownership Ownership) : Step
{
    public override string ToString() =>
        $"set {Path}{Part(" owner", Ownership.Owner)}{Part(" group", Ownership.Group)}{Part(" mode", Ownership.Mode is { } mode ? $"0{Convert.ToString(mode, 8)}" : null)}";

    private static string Part(string name, string? value) => value is null ? "" : $"{name} {value}";
}

/// <summary>Makes a directory, and those above it.</summary>
public sealed record MakeDirectory(string Path, Ownership Ownership) : Step
{
    public override string ToString() => $"make {Path}/";
}

/// <summary>Makes a symbolic link, or turns one elsewhere, in one step.</summary>
public sealed record MakeLink(string Path, string Target) : Step
{
    public override string ToString() => $"link {Path} -> {Target}";
}

/// <summary>Removes a file, a link, or a directory.</summary>
/// <param name="Recursive">Whether a directory goes with all that is in it; else it must be empty.</param>
public sealed record Remove(string Path, bool Recursive, bool Backup) : Step
{
    public override string ToString() => $"remove {Path}{(Recursive ? "/" : "")}";
}

/// <summary>Puts back what stood in some places before they were changed; the last of them first.</summary>
public sealed record PutBack(ImmutableArray<Replaced> Places) : Step
{
    public override string ToString() => $"put back {string.Join(", ", Places.Select(static place => place.Path).Distinct(StringComparer.Ordinal))}";
}
