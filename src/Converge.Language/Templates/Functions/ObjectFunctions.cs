using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>Objects, and questions about any value. A function never changes the object it is given.</summary>
/// <content>Those that ask about a value or turn it into text and back.</content>
internal static partial class ObjectFunctions
{
    private const BuiltinTraits MovesUndefined = BuiltinTraits.Moves | BuiltinTraits.AcceptsUndefined;

    public static readonly ScriptObject Group = Builtins.Members(
        new("object", "default", "value default", Default, MovesUndefined),
        new("object", "eval", "value", Eval),
        new("object", "eval_template", "value", EvalTemplate),
        new("object", "format", "value format culture?", Format),
        new("object", "from_json", "json", FromJson),
        new("object", "has_key", "value key", HasKey),
        new("object", "has_value", "value key", HasValue),
        new("object", "is_defined", "value", IsDefined, BuiltinTraits.AcceptsUndefined),
        new("object", "is_null", "value", IsNull, BuiltinTraits.AcceptsUndefined),
        new("object", "keys", "value", Keys, BuiltinTraits.Moves),
        new("object", "kind", "value", Kind),
        new("object", "merge", "a b deep?", Merge, BuiltinTraits.Moves),
        new("object", "omit", "value keys...", Omit, BuiltinTraits.Moves),
        new("object", "path", "value path default?", Path, BuiltinTraits.Moves),
        new("object", "pick", "value keys...", Pick, BuiltinTraits.Moves),
        new("object", "size", "value", Size),
        new("object", "to_json", "value", ToJson),
        new("object", "typeof", "value", TypeOf),
        new("object", "values", "value", Values, BuiltinTraits.Moves));

    /// <summary>The value, or the other one if it is null, an empty text or not defined at all; false stays false.</summary>
    /// <example><![CDATA[
    /// {{ no_such_name | object.default 8080 }} -> 8080
    /// {{ "" | object.default "none" }} -> none
    /// {{ false | object.default true }} -> false
    /// ]]></example>
    private static Value Default(in Call call) =>
        call[0].IsNull || (call[0].IsText && call[0].RevealText().Length == 0) ? call[1] : call[0];

    /// <summary>Whether a path leads to something, be it null.</summary>
    /// <example><![CDATA[
    /// {{ object.is_defined no.such.name }} -> false
    /// {{ x = {a: null}; object.is_defined x.a }} -> true
    /// ]]></example>
    private static Value IsDefined(in Call call) => Value.From(call.Has(0));

    /// <summary>Whether the value is null or not defined.</summary>
    /// <example><![CDATA[
    /// {{ object.is_null null }} -> true
    /// {{ object.is_null no_such_name }} -> true
    /// {{ object.is_null "" }} -> false
    /// ]]></example>
    private static Value IsNull(in Call call) => Value.From(call[0].IsNull);

    /// <summary>The name of a value's type: null, boolean, number, string, array, iterator or object; null has none.</summary>
    /// <example><![CDATA[
    /// {{ 1.5 | object.typeof }} -> number
    /// {{ 1..3 | object.typeof }} -> iterator
    /// ]]></example>
    private static Value TypeOf(in Call call) => Value.From(call[0].Kind switch
    {
        ValueKind.Null => null,
        ValueKind.Bool => "boolean",
        >= ValueKind.Int and <= ValueKind.Decimal => "number",
        ValueKind.String or ValueKind.Secret => "string",
        ValueKind.Array => "array",
        ValueKind.Range => "iterator",
        _ => "object",
    });

    /// <summary>As <c>object.typeof</c>, but telling apart the types of numbers, ranges and functions; null has none.</summary>
    /// <example><![CDATA[
    /// {{ 1.5 | object.kind }} -> double
    /// {{ 3000000000 | object.kind }} -> long
    /// {{ 1..3 | object.kind }} -> range
    /// ]]></example>
    private static Value Kind(in Call call) => Value.From(call[0].Kind switch
    {
        ValueKind.Null => null,
        ValueKind.Bool => "bool",
        ValueKind.Int => "int",
        ValueKind.Long => "long",
        ValueKind.BigInteger => "bigint",
        ValueKind.Float => "float",
        ValueKind.Double => "double",
        ValueKind.Decimal => "decimal",
        ValueKind.String or ValueKind.Secret => "string",
        ValueKind.Array => "array",
        ValueKind.Range => "range",
        ValueKind.Function => "function",
        _ => "object",
    });

    /// <summary>The number of characters, items or members; 0 for everything else.</summary>
    /// <example><![CDATA[
    /// {{ {a: 1, b: 2} | object.size }} -> 2
    /// {{ "four" | object.size }} -> 4
    /// ]]></example>
    private static Value Size(in Call call) => Value.From(call[0].Kind switch
    {
        ValueKind.String or ValueKind.Secret => call[0].RevealText().Length,
        ValueKind.Array or ValueKind.Range => call[0].As<ScriptList>()!.Count,
        ValueKind.Object => call[0].AsObject().Count,
        _ => 0,
    });

    /// <summary>A number, date or time span by a .NET format string; an empty text for null.</summary>
    /// <example><![CDATA[
    /// {{ 255 | object.format "X4" }} -> 00FF
    /// {{ 0.256 | object.format "0.0%" }} -> 25.6%
    /// {{ date.parse "2016-01-05" | object.format "yyyy/MM/dd" }} -> 2016/01/05
    /// ]]></example>
    private static Value Format(in Call call) => ValueFormat.Format(call);

    /// <summary>
    /// Runs a text as script, with the names that are visible to the caller, and returns the value of its statement; calls
    /// a function; returns any other value as it is.
    /// </summary>
    /// <example><![CDATA[
    /// {{ "1 + 2" | object.eval }} -> 3
    /// {{ x = 5; "x * 2" | object.eval }} -> 10
    /// ]]></example>
    private static Value Eval(in Call call) => Run(call, asTemplate: false);

    /// <summary>Renders a text as template, with the names that are visible to the caller; otherwise as <c>object.eval</c>.</summary>
    /// <example><![CDATA[{{ host = "web1"; "http://{{ host }}/" | object.eval_template }} -> http://web1/]]></example>
    private static Value EvalTemplate(in Call call) => Run(call, asTemplate: true);

    private static Value Run(in Call call, bool asTemplate)
    {
        if (call[0].IsText)
            return call.Interpreter.Evaluate(call[0], call.Site, asTemplate);
        return call[0].As<FunctionValue>() is { } function ? call.Invoke(function) : call[0];
    }

    /// <summary>Compact JSON in which everything outside ASCII, and what HTML could take for its own, is escaped.</summary>
    /// <example><![CDATA[
    /// {{ {name: "web", ports: [80, 443], up: true, note: null} | object.to_json }} -> {"name":"web","ports":[80,443],"up":true,"note":null}
    /// {{ "a<b" | object.to_json }} -> "a\u003Cb"
    /// ]]></example>
    private static Value ToJson(in Call call) => JsonFunctions.Write(call, new JsonStyle(Cautious: true));

    /// <summary>The value that a JSON text stands for: integers stay integers, other numbers become decimals where that is exact.</summary>
    /// <example><![CDATA[
    /// {{ x = `{"port": 8080, "tls": true}` | object.from_json; x.port + 1 }} -> 8081
    /// {{ `[1, 2.50]` | object.from_json }} -> [1, 2.50]
    /// ]]></example>
    private static Value FromJson(in Call call) => JsonFunctions.Decode(call);
}
