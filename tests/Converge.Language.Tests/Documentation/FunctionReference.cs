using System.Text;
using Converge.Language.Templates.Functions;
using Converge.Language.Values;

namespace Converge.Language.Tests.Documentation;

/// <summary>The reference of the functions as Markdown.</summary>
internal static class FunctionReference
{
    private const string Introduction = """
        <!-- Made from the comments of the functions in src/Converge.Language/Templates/Functions; CONVERGE_UPDATE=1 ./test writes it. -->
        # Template functions

        A function is called with its arguments after it, `string.truncate text 20`, in parentheses, `string.truncate(text, 20)`, or
        with its first argument piped into it, `text | string.truncate 20`. Arguments can be given by name, `length: 20`. Of the
        parameters below, `name?` may be left out and `name...` takes any number of arguments. Each line of an example shows a
        template and what it gives; `\n` stands for a newline.
        """;

    public static string Write()
    {
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n")).Append("\n\n");
        var groups = DocumentedFunction.All.GroupBy(f => f.Group).ToList();
        foreach (var group in groups)
            text.Append($"- [{group.Key}](#{group.Key})\n");
        foreach (var group in groups)
            AppendGroup(text, group.Key, group);
        return text.ToString();
    }

    private static void AppendGroup(StringBuilder text, string name, IEnumerable<DocumentedFunction> functions)
    {
        text.Append($"\n## {name}\n");
        var type = typeof(Builtins).Assembly.GetType($"{typeof(Builtins).Namespace}.{char.ToUpperInvariant(name[0])}{name[1..]}Functions");
        var summary = type is null ? "" : XmlDocumentation.Prose(XmlDocumentation.Of(type)?.Element("summary"));
        if (summary.Length > 0)
            text.Append($"\n{summary}\n");
        AppendConstants(text, name);
        foreach (var function in functions)
            AppendFunction(text, function);
    }

    private static void AppendConstants(StringBuilder text, string name)
    {
        if (Builtins.Find(name).As<ScriptObject>() is not { } group)
            return;
        foreach (var (key, value) in group.Where(member => member.Value.Kind != ValueKind.Function).OrderBy(member => member.Key, StringComparer.Ordinal))
            text.Append($"\n`{name}.{key}` is `{value}`.\n");
    }

    private static void AppendFunction(StringBuilder text, DocumentedFunction function)
    {
        if (function.Name != function.Group)
            text.Append($"\n### {function.Name}\n");
        text.Append($"\n    {$"{function.Name} {function.Signature}".TrimEnd()}\n\n{function.Summary}\n");
        string[] lines = [.. function.Remarks, .. function.Examples.Select(e => e.Line)];
        if (lines.Length > 0)
            text.Append($"\n```\n{string.Join('\n', lines)}\n```\n");
    }
}
