using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

internal static class SearchFunction
{
    public static readonly Builtin Search = new("", "search", "index query?", static (in call) => Value.Null);
}
