using System.Buffers;
using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Recipes;

/// <summary>What recipes, parts, roles, environments and attributes may be called.</summary>
internal static class Names
{
    public const string Rule = "letters, digits, '-' and '_', beginning with a letter";

    private const int Longest = 64;

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Names that mean something else in expressions, so that a recipe of that name could not be read.</summary>
    private static readonly string[] Reserved =
        ["node", "peers", "run", "item", "self", "search", "secret", "this", "empty", "blank", "array", "string", "math", "object", "regex", "date", "timespan", "html", "json", "yaml", "net", "include"];

    public static bool IsValid(string name) => name.Length is > 0 and <= Longest && char.IsAsciiLetter(name[0]) && !name.AsSpan().ContainsAnyExcept(Characters);

    public static bool Check(YamlScalar name, string what, DiagnosticBag diagnostics)
    {
        if (IsValid(name.Text))
            return true;
        diagnostics.Error(name.Span, $"'{name.Text}' is no name for {what}: expected {Rule}");
        return false;
    }

    public static bool IsReserved(string name) => Array.IndexOf(Reserved, name) >= 0;

    /// <summary>The name by which expressions know a recipe: <c>db-primary</c> is <c>db_primary</c>, since a minus subtracts.</summary>
    public static string InExpressions(string recipe) => recipe.Replace('-', '_');
}
