using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Converge.Language.Templates;

namespace Converge.Language.Tests.Documentation;

/// <summary>The documentation comments of the language, which the compiler writes beside its assembly.</summary>
internal static partial class XmlDocumentation
{
    private static readonly Lazy<Dictionary<string, XElement>> LazyMembers = new(Load);

    /// <summary>The comment of a type, a method or a field, or null.</summary>
    public static XElement? Of(MemberInfo member) => LazyMembers.Value.GetValueOrDefault(member switch
    {
        MethodInfo method => $"M:{NameOf(method.DeclaringType!)}.{method.Name}({string.Join(',', method.GetParameters().Select(p => NameOf(p.ParameterType)))})",
        FieldInfo field => $"F:{NameOf(field.DeclaringType!)}.{field.Name}",
        _ => $"T:{NameOf((Type)member)}",
    });

    /// <summary>Prose as Markdown, in one line.</summary>
    public static string Prose(XElement? element) => element is null ? "" : Blanks().Replace(string.Concat(element.Nodes().Select(Inline)), " ").Trim();

    /// <summary>The lines of a literal text; an indentation common to all is that of the comment.</summary>
    public static string[] Lines(XElement? element)
    {
        if (element is null)
            return [];
        var lines = element.Value.Trim('\n').Split('\n').Where(line => line.Trim().Length > 0).ToArray();
        var indent = lines.Length == 0 ? 0 : lines.Min(line => line.Length - line.TrimStart().Length);
        return [.. lines.Select(line => line[indent..])];
    }

    private static string Inline(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" or "paramref" } reference => $"`{(reference.Attribute("cref") ?? reference.Attribute("name"))!.Value.Split('.', ':')[^1]}`",
        _ => throw new NotSupportedException($"no Markdown for '{node}'"),
    };

    private static string NameOf(Type type) => type.IsByRef ? $"{NameOf(type.GetElementType()!)}@" : type.FullName!.Replace('+', '.');

    private static Dictionary<string, XElement> Load() => XDocument
        .Load(Path.ChangeExtension(typeof(Template).Assembly.Location, ".xml"), LoadOptions.PreserveWhitespace)
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
