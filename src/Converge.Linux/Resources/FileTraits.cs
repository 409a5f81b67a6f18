using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary>What files and directories have in common: owner, group, mode.</summary>
internal static class FileTraits
{
    public const int FileMode = 0b110_100_100;
    public const int SecretMode = 0b110_000_000;
    public const int DirectoryMode = 0b111_101_101;

    private const int Octal = 8;

    /// <summary>Null leaves a trait alone.</summary>
    public static Ownership Ownership(CatalogResource desired) => new(Text(desired["owner"]), Text(desired["group"]), Mode(desired["mode"]));

    public static Ownership Ownership(ImmutableSortedDictionary<string, Value> found) =>
        new(Text(found.GetValueOrDefault("owner")), Text(found.GetValueOrDefault("group")), Mode(found.GetValueOrDefault("mode")));

    /// <summary>In the canonical form of the properties.</summary>
    public static ImmutableSortedDictionary<string, Value> Properties(FileStatus status, IAccounts accounts)
    {
        var properties = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        properties["owner"] = Value.From(accounts.UserName(status.Uid));
        properties["group"] = Value.From(accounts.GroupName(status.Gid));
        properties["mode"] = Digits(status.Mode);
        return properties.ToImmutable();
    }

    /// <summary>A mode in its canonical form.</summary>
    public static Value Digits(int mode) => Value.From(Convert.ToString(mode, Octal).PadLeft(4, '0'));

    /// <summary>The directory that must be there before anything can be made in it; null if it is.</summary>
    public static ResourceId? MissingParent(string path, IFiles files)
    {
        var parent = Path.GetDirectoryName(path);
        return parent is null || files.Stat(parent) is not null ? null : new("directory", parent);
    }

    public static ImmutableArray<string> Words(Value words) => words switch
    {
        { Kind: ValueKind.Array } => [.. words.AsArray().Select(static word => word.ToString())],
        { Kind: ValueKind.String } => ["/bin/sh", "-c", words.AsString()],
        _ => [],
    };

    private static string? Text(Value value) => value.Kind == ValueKind.String ? value.AsString() : null;

    private static int? Mode(Value value) => value.Kind == ValueKind.String ? Convert.ToInt32(value.AsString(), Octal) : null;
}
