using Converge.Language.Values;
using Converge.Language.Yaml;

namespace Converge.Catalogs.Differences;

/// <summary>What is different between two values, in a form that can be shown to everybody.</summary>
internal static class ValueDifference
{
    private const string ChangedMask = SecretText.Mask + " changed";
    private const int LongestLine = 80;

    /// <param name="isSecret">Whether no part of them may be shown.</param>
    /// <returns>Null if they are the same.</returns>
    public static Detail? Of(string name, Value before, Value after, bool isSecret = false)
    {
        if (SameValue.Of(before, after))
            return null;
        var holdsSecret = isSecret || SecretSearch.HoldsSecret(before) || SecretSearch.HoldsSecret(after);
        if (isSecret)
            (before, after) = (MaskWhole(before, SecretText.Mask), MaskWhole(after, before.IsNull ? SecretText.Mask : ChangedMask));
        else if (holdsSecret)
            (before, after) = (Mask(before, after, SecretText.Mask), Mask(after, before, ChangedMask));
        var detail = new Detail(name) { IsSecret = holdsSecret };
        return IsLong(before) || IsLong(after)
            ? detail with { Text = TextDifference.Of(Lines(before), Lines(after)) }
            : detail with { Before = before, After = after };
    }

    private static Value MaskWhole(Value value, string mask) => value.IsNull ? value : Value.From(mask);

    /// <summary>
    /// Masks a secret, and what was or becomes one: a text that somebody declares a secret should not be printed on that occasion.
    /// </summary>
    /// <param name="changed">What stands for a secret that is not the same as the other one.</param>
    private static Value Mask(Value value, Value other, string changed)
    {
        if (value.IsNull)
            return value;
        if (value.IsSecret || other.IsSecret)
            return Value.From(value == other || other.IsNull ? SecretText.Mask : changed);
        if (value.As<ScriptList>() is { } list)
        {
            Value[] others = other.As<ScriptList>() is { } otherList ? [.. otherList] : [];
            return Value.From(new ScriptArray(list.Select((item, index) => Mask(item, index < others.Length ? others[index] : Value.Null, changed))));
        }
        if (value.As<ScriptObject>() is not { } members)
            return value;
        var masked = new ScriptObject(members.Count);
        foreach (var (name, member) in members)
            masked.Set(name, Mask(member, other.As<ScriptObject>() is { } otherMembers && otherMembers.TryGet(name, out var found) ? found : Value.Null, changed));
        return Value.From(masked);
    }

    private static bool IsLong(Value value)
    {
        if (value.IsNull)
            return false;
        var text = Inline(value);
        return text.Length > LongestLine || text.AsSpan().ContainsAny('\n', '\r');
    }

    /// <summary>A text as it is, everything else as JSON on one line.</summary>
    public static string Inline(Value value) => value.Kind == ValueKind.String ? value.AsString() : JsonText.Write(value);

    /// <summary>A text as it is, everything else as YAML.</summary>
    private static string Lines(Value value)
    {
        if (value.IsNull)
            return "";
        return value.Kind == ValueKind.String ? value.AsString() : YamlWriter.Write(value).AsString().TrimEnd('\n') + "\n";
    }
}
