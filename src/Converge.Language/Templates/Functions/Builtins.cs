using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>The global names of the language: the table of contents of this folder.</summary>
internal static class Builtins
{
    /// <summary>
    /// A group is made when it is first named: most templates need one or two. <c>date</c>, whose format can be set,
    /// is made for each render, and <c>include</c> is part of the interpreter.
    /// </summary>
    public static Value Find(string name) => name switch
    {
        "array" => Value.From(ArrayFunctions.Group),
        "string" => Value.From(StringFunctions.Group),
        "math" => Value.From(MathFunctions.Group),
        "object" => Value.From(ObjectFunctions.Group),
        "regex" => Value.From(RegexFunctions.Group),
        "date" => Value.From(DateFunctions.Create()),
        "timespan" => Value.From(TimespanFunctions.Group),
        "html" => Value.From(HtmlFunctions.Group),
        "json" => Value.From(JsonFunctions.Group),
        "yaml" => Value.From(YamlFunctions.Group),
        "net" => Value.From(NetFunctions.Group),
        "run" => Value.From(RunFunctions.Group),
        "search" => Value.From(SearchFunction.Search),
        "secret" => Value.From(SecretFunction.Secret),
        "empty" or "blank" => Value.Empty,
        _ => Value.Null,
    };

    /// <summary>All of them, for suggestions and for the reference.</summary>
    public static readonly string[] Names =
        ["array", "string", "math", "object", "regex", "date", "timespan", "html", "json", "yaml", "net", "run", "search", "secret", "empty", "blank"];

    /// <summary>A frozen object of functions.</summary>
    public static ScriptObject Members(params Builtin[] functions)
    {
        var members = new ScriptObject(functions.Length);
        foreach (var function in functions)
            members.Set(function.ShortName, Value.From(function));
        return members.Freeze();
    }
}
