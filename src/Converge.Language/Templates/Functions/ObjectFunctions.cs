using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

internal static class ObjectFunctions
{
    public static readonly ScriptObject Group = Builtins.Members();
}
