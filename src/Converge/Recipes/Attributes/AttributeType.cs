using Converge.Language.Values;

namespace Converge.Recipes.Attributes;

/// <summary>What an attribute may hold, as its default shows it. A default of null says nothing but that a value is needed, and an
/// expression is evaluated too late to say anything.</summary>
public enum AttributeType
{
    Any,
    Text,
    Flag,
    Integer,
    Number,
    List,
    Map,
}

internal static class AttributeTypes
{
    public static AttributeType Of(Value value) => value.Kind switch
    {
        ValueKind.Null => AttributeType.Any,
        ValueKind.Bool => AttributeType.Flag,
        ValueKind.Array or ValueKind.Range => AttributeType.List,
        ValueKind.Object => AttributeType.Map,
        _ when value.IsInteger => AttributeType.Integer,
        _ when value.IsNumber => AttributeType.Number,
        _ => AttributeType.Text,
    };

    public static bool Allows(this AttributeType type, Value value) =>
        type == AttributeType.Any || Of(value) is var given && (given == type || (type == AttributeType.Number && given == AttributeType.Integer));

    public static string Describe(this AttributeType type) => type switch
    {
        AttributeType.Text => "a string",
        AttributeType.Flag => "true or false",
        AttributeType.Integer => "a whole number",
        AttributeType.Number => "a number",
        AttributeType.List => "a list",
        AttributeType.Map => "a mapping",
        _ => "a value",
    };

    /// <summary>What a value is, for the end of a message.</summary>
    public static string Describe(Value value) => value.IsNull ? "null" : Of(value).Describe();
}
