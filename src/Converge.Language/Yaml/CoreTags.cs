using Converge.Language.Text;

namespace Converge.Language.Yaml;

/// <summary>The tags that are understood.</summary>
internal static class CoreTags
{
    public const string Sequence = Prefix + "seq";
    public const string Mapping = Prefix + "map";

    private const string Prefix = "tag:yaml.org,2002:";

    private static readonly string[] All = ["!!str", "!!int", "!!float", "!!bool", "!!null", "!!seq", "!!map"];

    public static (YamlType Type, string? Description) Find(string tag) => tag switch
    {
        Prefix + "str" => (YamlType.Text, "a string"),
        Prefix + "int" => (YamlType.Integer, "an integer"),
        Prefix + "float" => (YamlType.Float, "a number"),
        Prefix + "bool" => (YamlType.Bool, "true or false"),
        Prefix + "null" => (YamlType.Null, "null"),
        _ => default,
    };

    public static bool IsCore(string tag) => tag is Sequence or Mapping || Find(tag).Description is not null;

    public static string Hint(string written) =>
        Suggestions.Hint(written, All) ?? (written.StartsWith("!!", StringComparison.Ordinal)
            ? $"known are {string.Join(' ', All)}"
            : "'!' begins a tag; put quotes around a string that begins with it");
}
