using System.Runtime.CompilerServices;

namespace Converge.Language.Values;

/// <summary>How values become text: plainly at the top, quoted and escaped inside arrays and objects.</summary>
internal static class ValuePrinter
{
    public const string DefaultDateFormat = "%d %b %Y";

    private const int DeepestNesting = 64;
    private const int LongestMessage = 64 * 1024;

    /// <summary>For messages and debuggers: secrets are masked, and what is too long or too deep to read ends in dots.</summary>
    public static string Print(Value value)
    {
        if (value.Kind == ValueKind.String)
            return value.AsString();
        using var buffer = new TextBuffer(LongestMessage);
        try
        {
            Append(buffer, value, new Style(DefaultDateFormat, Mask: true));
        }
        catch (LimitException)
        {
            return $"{buffer.Written}...";
        }
        return new string(buffer.Written);
    }

    /// <summary>Appends as output; a secret marks the buffer as secret.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Append(TextBuffer buffer, Value value, string dateFormat)
    {
        if (value.IsNumber)
            AppendScalar(buffer, value);
        else
            Append(buffer, value, new Style(dateFormat, Mask: false));
    }

    /// <summary>The inside of a quoted string: <c>\" \\ \a \b \t \r \v \f \n</c>, other control characters as <c>\xHH</c>.</summary>
    public static void AppendEscaped(TextBuffer buffer, ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            var escape = character switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\a' => @"\a",
                '\b' => @"\b",
                '\t' => @"\t",
                '\r' => @"\r",
                '\v' => @"\v",
                '\f' => @"\f",
                '\n' => @"\n",
                _ => null,
            };
            if (escape is not null)
                buffer.Append(escape);
            else if (character < ' ')
                buffer.Append($"\\x{(int)character:x2}");
            else
                buffer.Append(character);
        }
    }

    private readonly record struct Style(string DateFormat, bool Mask, int Depth = 0)
    {
        public bool IsNested => Depth > 0;

        public Style Deeper() =>
            Depth < DeepestNesting ? this with { Depth = Depth + 1 } : throw new LimitException($"a value is nested deeper than {DeepestNesting} levels");
    }

    private static void Append(TextBuffer buffer, Value value, Style style)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                if (style.IsNested)
                    buffer.Append("null");
                break;
            case ValueKind.Empty:
                break;
            case ValueKind.String or ValueKind.Secret:
                AppendText(buffer, value, style);
                break;
            case ValueKind.Array or ValueKind.Range:
                AppendList(buffer, value.As<ScriptList>()!, style.Deeper());
                break;
            case ValueKind.Object:
                AppendObject(buffer, value.AsObject(), style.Deeper());
                break;
            case ValueKind.Date:
                buffer.Append(DatePattern.Format(value.AsDate(), style.DateFormat));
                break;
            default:
                AppendScalar(buffer, value);
                break;
        }
    }

    private static void AppendScalar(TextBuffer buffer, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Bool:
                buffer.Append(value.AsBool() ? "true" : "false");
                break;
            case ValueKind.Int:
                buffer.Append(value.AsInt());
                break;
            case ValueKind.Double:
                buffer.Append(value.AsDouble());
                break;
            case ValueKind.Function:
                buffer.Append("<function>");
                break;
            default:
                AppendRareScalar(buffer, value);
                break;
        }
    }

    // Apart from the others, because compiling it loads the library of large numbers.
    private static void AppendRareScalar(TextBuffer buffer, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Long:
                buffer.Append(value.AsLong());
                break;
            case ValueKind.BigInteger:
                AppendBigInteger(buffer, value);
                break;
            case ValueKind.Float:
                buffer.Append(value.AsFloat());
                break;
            case ValueKind.Decimal:
                buffer.Append(value.AsDecimal());
                break;
            case ValueKind.TimeSpan:
                buffer.Append(value.AsTimeSpan());
                break;
        }
    }

    // On its own: who prints no such number need not load what they are made of.
    private static void AppendBigInteger(TextBuffer buffer, Value value) => buffer.Append(value.AsBigInteger());

    private static void AppendText(TextBuffer buffer, Value value, Style style)
    {
        if (value.IsSecret && style.Mask)
        {
            buffer.Append(SecretText.Mask);
            return;
        }
        buffer.IsSecret |= value.IsSecret;
        if (!style.IsNested)
        {
            buffer.Append(value.RevealText());
            return;
        }
        buffer.Append('"');
        AppendEscaped(buffer, value.RevealText());
        buffer.Append('"');
    }

    private static void AppendList(TextBuffer buffer, ScriptList list, Style style)
    {
        buffer.Append('[');
        var first = true;
        foreach (var item in list)
        {
            if (!first)
                buffer.Append(", ");
            first = false;
            Append(buffer, item, style);
        }
        buffer.Append(']');
    }

    private static void AppendObject(TextBuffer buffer, ScriptObject members, Style style)
    {
        buffer.Append('{');
        for (var position = 0; position < members.Count; position++)
        {
            if (position > 0)
                buffer.Append(", ");
            AppendKey(buffer, members.Keys[position]);
            buffer.Append(": ");
            Append(buffer, members.Values[position], style);
        }
        buffer.Append('}');
    }

    private static void AppendKey(TextBuffer buffer, string key)
    {
        if (IsIdentifier(key))
        {
            buffer.Append(key);
            return;
        }
        buffer.Append('"');
        AppendEscaped(buffer, key);
        buffer.Append('"');
    }

    public static bool IsIdentifier(string key)
    {
        if (key.Length == 0 || !(char.IsLetter(key[0]) || key[0] == '_'))
            return false;
        foreach (var character in key)
        {
            if (!char.IsLetterOrDigit(character) && character != '_')
                return false;
        }
        return true;
    }
}
