using System.Reflection;
using System.Xml.Linq;
using Converge.Language.Templates.Functions;
using Converge.Language.Templates.Runtime;
using Converge.Language.Values;

namespace Converge.Language.Tests.Documentation;

/// <summary>A function of the library with what its comment says.</summary>
/// <param name="Group">The object it is a member of, or its own name if it is global.</param>
internal sealed record DocumentedFunction(string Group, string Name, string Signature, MemberInfo Source)
{
    /// <summary>All of them, group by group, in the order of the table of contents.</summary>
    public static IReadOnlyList<DocumentedFunction> All { get; } =
    [
        .. Builtins.Names.SelectMany(name => BuiltinsOf(Builtins.Find(name))).Select(FromBuiltin),
        new("include", "include", "name args...", Field(nameof(IncludeFunction.Include))),
        new("include", "include_join", "names separator begin? end?", Field(nameof(IncludeFunction.IncludeJoin))),
    ];

    public string Summary => XmlDocumentation.Prose(Comment?.Element("summary"));

    public string[] Remarks => XmlDocumentation.Lines(Comment?.Element("remarks"));

    public IReadOnlyList<FunctionExample> Examples => [.. XmlDocumentation.Lines(Comment?.Element("example")).Select(line => new FunctionExample(line))];

    private XElement? Comment => XmlDocumentation.Of(Source);

    private static DocumentedFunction FromBuiltin(Builtin function) =>
        new(function.Group.Length == 0 ? function.ShortName : function.Group, function.Name, function.Signature, function.Body.Method);

    private static FieldInfo Field(string name) => typeof(IncludeFunction).GetField(name)!;

    /// <summary>The functions of a group, or the function that a global name stands for.</summary>
    public static IEnumerable<Builtin> BuiltinsOf(Value value) => value.Kind switch
    {
        ValueKind.Function when value.As<Builtin>() is { } function => [function],
        ValueKind.Object => FunctionsOf(value.AsObject()),
        _ => [],
    };

    private static IEnumerable<Builtin> FunctionsOf(ScriptObject group)
    {
        var functions = group.Values.ToArray().Select(member => member.As<Builtin>()).OfType<Builtin>().OrderBy(f => f.Name, StringComparer.Ordinal);
        return group.Callable is Builtin itself ? functions.Prepend(itself) : functions;
    }
}
