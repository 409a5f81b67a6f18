using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

internal static class RegexFunctions
{
    public static readonly ScriptObject Group = Builtins.Members();
}
