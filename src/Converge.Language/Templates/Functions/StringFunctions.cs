using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

internal static class StringFunctions
{
    public static readonly ScriptObject Group = Builtins.Members();
}
