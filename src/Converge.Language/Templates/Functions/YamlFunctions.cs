using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

internal static class YamlFunctions
{
    public static readonly ScriptObject Group = Builtins.Members();
}
