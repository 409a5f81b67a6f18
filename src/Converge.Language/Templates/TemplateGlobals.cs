using Converge.Language.Templates.Functions;
using Converge.Language.Values;

namespace Converge.Language.Templates;

/// <summary>The names that every template has without being given them.</summary>
public static class TemplateGlobals
{
    public static IReadOnlyList<string> Names { get; } = [.. Builtins.Names, "include", "include_join"];

    /// <summary>The functions of a group such as <c>string</c>; null if the name is no group.</summary>
    public static IReadOnlyCollection<string>? MembersOf(string name) => Builtins.Find(name).As<ScriptObject>() is { } group ? group.Keys.ToArray() : null;
}
