using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>JSON, escaping only what JSON requires.</summary>
internal static class JsonFunctions
{
    private const int DefaultIndent = 2;
    private const int WidestIndent = 16;

    public static readonly ScriptObject Group = Builtins.Members(
        new("json", "decode", "text", Decode),
        new("json", "encode", "value sorted?", Encode),
        new("json", "pretty", "value indent? sorted?", Pretty));

    /// <summary>The value as JSON on one line; with <c>sorted</c>, members are ordered by their names.</summary>
    /// <example><![CDATA[
    /// {{ { name: "web", ports: [80, 443] } | json.encode }} -> {"name":"web","ports":[80,443]}
    /// {{ { b: 1, a: 2 } | json.encode sorted: true }} -> {"a":2,"b":1}
    /// {{ "größer > kleiner" | json.encode }} -> "größer > kleiner"
    /// ]]></example>
    private static Value Encode(in Call call) => Write(call, new JsonStyle(Sorted: call.Bool(1)));

    /// <summary>The value as JSON with a line for each member and item, indented by 2 or <c>indent</c> blanks.</summary>
    /// <example><![CDATA[
    /// {{ { name: "web", ports: [80], tags: [] } | json.pretty }} -> {\n  "name": "web",\n  "ports": [\n    80\n  ],\n  "tags": []\n}
    /// {{ { b: 1, a: 2 } | json.pretty 4 sorted: true }} -> {\n    "a": 2,\n    "b": 1\n}
    /// ]]></example>
    private static Value Pretty(in Call call)
    {
        var indent = call[1].IsNull ? DefaultIndent : call.Int(1);
        if (indent is < 0 or > WidestIndent)
            throw call.Error(1, $"'indent' must be from 0 to {WidestIndent}, not {call.Quote(1)}");
        return Write(call, new JsonStyle(indent, Sorted: call.Bool(2)));
    }

    /// <summary>The value that a JSON text stands for. Members keep their order; null gives null.</summary>
    /// <example><![CDATA[
    /// {{ ('{"ports": [80, 443]}' | json.decode).ports[1] }} -> 443
    /// {{ "[1, 2.50, true, null]" | json.decode }} -> [1, 2.50, true, null]
    /// ]]></example>
    internal static Value Decode(in Call call)
    {
        if (call.Text(0) is not { } text)
            return Value.Null;
        call.Reserve(text.Length);
        try
        {
            return JsonText.Read(text, call.Limits.CollectionSize);
        }
        catch (JsonTextException invalid)
        {
            throw call.Error(0, invalid.Message);
        }
    }

    internal static Value Write(in Call call, JsonStyle style)
    {
        using var buffer = call.NewText();
        try
        {
            JsonText.Write(buffer, call[0], style);
        }
        catch (FormatException impossible)
        {
            throw call.Error(0, impossible.Message);
        }
        return buffer.ToValue();
    }
}
