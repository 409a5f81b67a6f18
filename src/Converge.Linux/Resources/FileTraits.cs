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

    public static Ownership Ownership(PropertyMap<Value> found) =>
        new(Text(found.GetValueOrDefault("owner")), Text(found.GetValueOrDefault("group")), Mode(found.GetValueOrDefault("mode")));

    /// <summary>In the canonical form of the properties; an owner that is wished for by number is told by number.</summary>
    public static PropertyMap<Value> Properties(FileStatus status, IAccounts accounts, CatalogResource? desired = null)
    {
        var properties = new PropertyMap<Value>.Builder(3);
        properties.Set("group", Value.From(GroupName(status.Gid, desired?.Text("group"), accounts)));
        properties.Set("mode", Digits(status.Mode));
        properties.Set("owner", Value.From(UserName(status.Uid, desired?.Text("owner"), accounts)));
        return properties.ToMap();
    }

    /// <summary>What a user is called: by number if that is how he is wished for.</summary>
    public static string UserName(uint uid, string? wished, IAccounts accounts) => IsNumber(wished) ? Number(uid) : accounts.UserName(uid);

    /// <inheritdoc cref="UserName"/>
    public static string GroupName(uint gid, string? wished, IAccounts accounts) => IsNumber(wished) ? Number(gid) : accounts.GroupName(gid);

    /// <summary>For people: <c>owner ann, mode 0750</c>.</summary>
    public static string Describe(Ownership ownership) => string.Join(", ", new[]
    {
        ownership.Owner is { } owner ? $"owner {owner}" : null,
        ownership.Group is { } group ? $"group {group}" : null,
        ownership.Mode is { } mode ? $"mode {Digits(mode)}" : null,
    }.OfType<string>());

    /// <summary>A mode in its canonical form.</summary>
    public static Value Digits(int mode) => Value.From(mode switch
    {
        FileMode => "0644",
        SecretMode => "0600",
        DirectoryMode => "0755",
        _ => Convert.ToString(mode, Octal).PadLeft(4, '0'),
    });

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

    private static bool IsNumber(string? name) => name is { Length: > 0 } && !name.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static string Number(uint id) => id.ToString(CultureInfo.InvariantCulture);

    private static string? Text(Value value) => value.Kind == ValueKind.String ? value.AsString() : null;

    public static int? Mode(Value value) => value.Kind == ValueKind.String ? Convert.ToInt32(value.AsString(), Octal) : null;
}
