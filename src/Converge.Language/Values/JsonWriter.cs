using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;

namespace Converge.Language.Values;

/// <summary>Writes values as JSON.</summary>
internal readonly struct JsonWriter(TextBuffer buffer, JsonStyle style)
{
    private static readonly SearchValues<char> MustBeEscaped = SearchValues.Create(
        "\"\\\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    public void Append(Value value) => Append(value, depth: 0);

    /// <summary>A JSON string, escaping only what JSON requires.</summary>
    public static void AppendString(TextBuffer buffer, ReadOnlySpan<char> text)
    {
        buffer.Append('"');
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
            AppendEscaped(buffer, text);
        else
            AppendPairs(buffer, text);
        buffer.Append('"');
    }

    private void Append(Value value, int depth)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                buffer.Append("null");
                break;
            case ValueKind.Empty:
                buffer.Append("{}");
                break;
            case ValueKind.String or ValueKind.Secret:
                buffer.IsSecret |= value.IsSecret;
                AppendString(value.RevealText());
                break;
            case ValueKind.Array or ValueKind.Range:
                AppendList(value.As<ScriptList>()!, Deeper(depth));
                break;
            case ValueKind.Object:
                AppendObject(value.AsObject(), Deeper(depth));
                break;
            default:
                AppendScalar(value);
                break;
        }
    }

    private void AppendScalar(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Bool:
                buffer.Append(value.AsBool() ? "true" : "false");
                break;
            case ValueKind.Int or ValueKind.Long:
                buffer.Append(value.AsLong());
                break;
            case ValueKind.BigInteger:
                buffer.Append(value.AsBigInteger());
                break;
            case ValueKind.Float when float.IsFinite(value.AsFloat()):
                buffer.Append(value.AsFloat());
                break;
            case ValueKind.Double when double.IsFinite(value.AsDouble()):
                buffer.Append(value.AsDouble());
                break;
            case ValueKind.Decimal:
                buffer.Append(value.AsDecimal());
                break;
            case ValueKind.Date:
                AppendString(value.AsDate().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
                break;
            case ValueKind.TimeSpan:
                AppendString(value.AsTimeSpan().ToString("c", CultureInfo.InvariantCulture));
                break;
            default:
                throw new FormatException(value.IsNumber ? "JSON has no infinite numbers" : "JSON has no functions");
        }
    }

    private void AppendList(ScriptList list, int depth)
    {
        buffer.Append('[');
        var first = true;
        foreach (var item in list)
        {
            AppendSeparator(first, depth);
            first = false;
            Append(item, depth);
        }
        if (!first)
            AppendLine(depth - 1);
        buffer.Append(']');
    }

    private void AppendObject(ScriptObject members, int depth)
    {
        buffer.Append('{');
        var order = style.Sorted ? SortedPositions(members) : null;
        for (var index = 0; index < members.Count; index++)
        {
            var position = order?[index] ?? index;
            AppendSeparator(index == 0, depth);
            AppendString(members.Keys[position]);
            buffer.Append(style.Indent is null ? ":" : ": ");
            Append(members.Values[position], depth);
        }
        if (members.Count > 0)
            AppendLine(depth - 1);
        buffer.Append('}');
    }

    private static int[] SortedPositions(ScriptObject members)
    {
        var keys = members.Keys.ToArray();
        var positions = new int[keys.Length];
        for (var position = 0; position < positions.Length; position++)
            positions[position] = position;
        Array.Sort(keys, positions, StringComparer.Ordinal);
        return positions;
    }

    private void AppendSeparator(bool first, int depth)
    {
        if (!first)
            buffer.Append(',');
        AppendLine(depth);
    }

    private void AppendLine(int depth)
    {
        if (style.Indent is not { } indent)
            return;
        buffer.Append('\n');
        for (var column = 0; column < depth * indent; column++)
            buffer.Append(' ');
    }

    private void AppendString(ReadOnlySpan<char> text)
    {
        if (style.Cautious)
            AppendCautiously(text);
        else
            AppendString(buffer, text);
    }

    private void AppendCautiously(ReadOnlySpan<char> text)
    {
        Span<char> encoded = stackalloc char[256];
        buffer.Append('"');
        while (!text.IsEmpty)
        {
            JavaScriptEncoder.Default.Encode(text, encoded, out var consumed, out var written);
            buffer.Append(encoded[..written]);
            text = text[consumed..];
        }
        buffer.Append('"');
        encoded.Clear();
    }

    private static void AppendEscaped(TextBuffer buffer, ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAny(MustBeEscaped); at >= 0; at = text.IndexOfAny(MustBeEscaped))
        {
            buffer.Append(text[..at]);
            AppendEscape(buffer, text[at]);
            text = text[(at + 1)..];
        }
        buffer.Append(text);
    }

    private static void AppendEscape(TextBuffer buffer, char character)
    {
        var escape = character switch
        {
            '"' => "\\\"",
            '\\' => @"\\",
            '\b' => @"\b",
            '\t' => @"\t",
            '\n' => @"\n",
            '\f' => @"\f",
            '\r' => @"\r",
            _ => null,
        };
        buffer.Append(escape ?? $"\\u{(int)character:x4}");
    }

    /// <summary>As it is; but half of a surrogate pair would not survive as UTF-8, so it is escaped.</summary>
    private static void AppendPairs(TextBuffer buffer, ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                buffer.Append(text.Slice(at++, 2));
            else if (char.IsSurrogate(text[at]) || MustBeEscaped.Contains(text[at]))
                AppendEscape(buffer, text[at]);
            else
                buffer.Append(text[at]);
        }
    }

    private static int Deeper(int depth) =>
        depth < JsonText.DeepestNesting
            ? depth + 1
            : throw new LimitException($"a value is nested deeper than {JsonText.DeepestNesting} levels");
}
