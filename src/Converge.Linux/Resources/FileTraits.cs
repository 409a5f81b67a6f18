using System.Collections.Immutable;
using System.Globalization;
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

    /// <summary>In the canonical form of the properties; an owner that is wished for by number is told by number.</summary>
    public static ImmutableSortedDictionary<string, Value> Properties(FileStatus status, IAccounts accounts, CatalogResource? desired = null)
    {
        var properties = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        properties["owner"] = Value.From(Called(status.Uid, desired?.Text("owner"), accounts.UserName));
        properties["group"] = Value.From(Called(status.Gid, desired?.Text("group"), accounts.GroupName));
        properties["mode"] = Digits(status.Mode);
        return properties.ToImmutable();
    }

    /// <summary>Whether somebody is called so, by name or number.</summary>
    public static bool IsCalled(uint id, string name, Func<uint, string> nameOf) => Called(id, name, nameOf) == name;

    /// <summary>For people: <c>owner ann, mode 0750</c>.</summary>
    public static string Describe(Ownership ownership) => string.Join(", ", new[]
    {
        ownership.Owner is { } owner ? $"owner {owner}" : null,
        ownership.Group is { } group ? $"group {group}" : null,
        ownership.Mode is { } mode ? $"mode {Digits(mode)}" : null,
    }.OfType<string>());

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

    private static string Called(uint id, string? wished, Func<uint, string> nameOf) =>
        wished is { Length: > 0 } && !wished.AsSpan().ContainsAnyExceptInRange('0', '9') ? id.ToString(CultureInfo.InvariantCulture) : nameOf(id);

    private static string? Text(Value value) => value.Kind == ValueKind.String ? value.AsString() : null;

    public static int? Mode(Value value) => value.Kind == ValueKind.String ? Convert.ToInt32(value.AsString(), Octal) : null;
}
