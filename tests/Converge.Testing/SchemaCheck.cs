using System.Globalization;
using System.Text.RegularExpressions;
using Converge.Language.Values;

namespace Converge.Testing;

/// <summary>As much of JSON Schema as ours use. A keyword that it does not know is an error, so nothing passes unseen.</summary>
public sealed class SchemaCheck(ScriptObject document)
{
    /// <returns>What is wrong, or null.</returns>
    public static string? Check(ScriptObject document, Value value) => new SchemaCheck(document).Check(Value.From(document), value, "");

    private string? Check(Value schema, Value value, string path)
    {
        if (schema.Kind == ValueKind.Bool)
            return schema.AsBool() ? null : $"{path} may not be there";
        var keywords = schema.AsObject();
        foreach (var (keyword, argument) in keywords)
        {
            if (Check(keyword, argument, keywords, value, path) is { } problem)
                return problem;
        }
        return null;
    }

    private string? Check(string keyword, Value argument, ScriptObject schema, Value value, string path) => keyword switch
    {
        "$schema" or "$defs" or "title" or "description" => null,
        "$ref" => Check(document["$defs"].AsObject()[argument.AsString()["#/$defs/".Length..]], value, path),
        "type" => Types(argument).Any(type => Is(type, value)) ? null : $"{path} must be {argument}",
        "enum" => argument.AsArray().Contains(value) ? null : $"{path} must be one of {argument}",
        "pattern" => value.Kind != ValueKind.String || Regex.IsMatch(value.AsString(), argument.AsString(), RegexOptions.None, TimeSpan.FromSeconds(5)) ? null : $"{path} does not match {argument}",
        "minimum" => !value.IsNumber || Number(value) >= Number(argument) ? null : $"{path} is less than {argument}",
        "maximum" => !value.IsNumber || Number(value) <= Number(argument) ? null : $"{path} is more than {argument}",
        "minItems" => value.As<ScriptArray>() is not { } list || list.Count >= argument.AsLong() ? null : $"{path} has too few items",
        "anyOf" => argument.AsArray().Any(one => Check(one, value, path) is null) ? null : $"{path} is none of them: {string.Join("; ", argument.AsArray().Select(one => Check(one, value, path)).Distinct().Take(3))}",
        "oneOf" => argument.AsArray().Count(one => Check(one, value, path) is null) == 1 ? null : $"{path} is not exactly one of them",
        "not" => Check(argument, value, path) is null ? $"{path} is what it may not be" : null,
        "items" => value.As<ScriptArray>() is { } items ? items.Select((item, i) => Check(argument, item, $"{path}/{i}")).FirstOrDefault(static p => p is not null) : null,
        "required" => value.As<ScriptObject>() is { } members ? argument.AsArray().Where(key => !members.ContainsKey(key.AsString())).Select(key => $"{path} has no {key}").FirstOrDefault() : null,
        "propertyNames" => Members(value).Select(member => Check(argument, Value.From(member.Key), $"{path}/{member.Key}")).FirstOrDefault(static p => p is not null),
        "properties" => Members(value).Where(member => argument.AsObject().ContainsKey(member.Key)).Select(member => Check(argument.AsObject()[member.Key], member.Value, $"{path}/{member.Key}")).FirstOrDefault(static p => p is not null),
        "additionalProperties" => Members(value).Where(member => !schema.TryGet("properties", out var known) || !known.AsObject().ContainsKey(member.Key)).Select(member => Check(argument, member.Value, $"{path}/{member.Key}")).FirstOrDefault(static p => p is not null),
        _ => throw new NotSupportedException($"the keyword '{keyword}'"),
    };

    private static IEnumerable<KeyValuePair<string, Value>> Members(Value value) => value.As<ScriptObject>() ?? [];

    private static double Number(Value value) => double.Parse(value.ToString(), CultureInfo.InvariantCulture);

    private static IEnumerable<string> Types(Value argument) => argument.As<ScriptArray>() is { } several ? several.Select(static type => type.AsString()) : [argument.AsString()];

    private static bool Is(string type, Value value) => type switch
    {
        "object" => value.Kind == ValueKind.Object,
        "array" => value.Kind == ValueKind.Array,
        "string" => value.Kind == ValueKind.String,
        "boolean" => value.Kind == ValueKind.Bool,
        "integer" => value.IsInteger,
        "number" => value.IsNumber,
        "null" => value.IsNull,
        _ => throw new NotSupportedException($"the type '{type}'"),
    };
}
