using System.Globalization;
using System.Numerics;
using Converge.Language.Values;

namespace Converge.Language.Yaml;

/// <summary>What decides the type of a scalar: for <see cref="Plain"/> its characters, otherwise quotes or a tag.</summary>
internal enum YamlType : byte
{
    Plain,
    Text,
    Integer,
    Float,
    Bool,
    Null,
}

/// <summary>
/// The core schema of YAML 1.2, and one rule on top: a number with a leading zero is a string, so that <c>mode: 0640</c>
/// does not become another number in silence. See docs/decisions/002-yaml-schema.md.
/// </summary>
internal static class YamlSchema
{
    /// <summary>What fits the 4096 bits that a template may compute with.</summary>
    public const int MostDigits = 1233;

    public static Value Resolve(string text, YamlType type)
    {
        if (type == YamlType.Text)
            return Value.From(text);
        return TryResolve(text, type, out var value) ? value : Value.From(text);
    }

    /// <summary>False if the text is nothing of that type; for plain scalars, if it is a string.</summary>
    public static bool TryResolve(string text, YamlType type, out Value value)
    {
        value = Value.Null;
        switch (type)
        {
            case YamlType.Text:
                value = Value.From(text);
                return true;
            case YamlType.Null:
                return IsNull(text);
            case YamlType.Bool:
                return TryBool(text, out value);
            case YamlType.Integer:
                return TryInteger(text, out value);
            case YamlType.Float:
                return TryFloat(text, out value);
            default:
                return TryPlain(text, out value);
        }
    }

    /// <summary>What is wrong with a plain scalar that looks like a number; null if nothing is.</summary>
    public static string? FindProblem(string text)
    {
        if (text.Length == 0 || text[0] is not ('.' or '+' or '-' or (>= '0' and <= '9')))
            return null;
        if (text.Length > MostDigits && !text.AsSpan(text[0] is '+' or '-' ? 1 : 0).ContainsAnyExceptInRange('0', '9'))
            return $"a number has {text.Length} digits, {MostDigits} are allowed";
        var isTooLarge = text.AsSpan().ContainsAny('e', 'E') && TryPlain(text, out var number) && number.Kind == ValueKind.Double && double.IsInfinity(number.AsDouble());
        return isTooLarge ? "a number is out of range" : null;
    }

    private static bool TryPlain(string text, out Value value)
    {
        value = Value.Null;
        switch (text.Length == 0 ? '~' : text[0])
        {
            case '~' or 'n' or 'N':
                return IsNull(text);
            case 't' or 'T' or 'f' or 'F':
                return TryBool(text, out value);
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                return !HasLeadingZero(text) && (TryInteger(text, out value) || TryFloat(text, out value));
            default:
                return false;
        }
    }

    private static bool HasLeadingZero(string text)
    {
        var digits = text.AsSpan(text[0] is '+' or '-' ? 1 : 0);
        return digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]);
    }

    private static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    private static bool TryBool(string text, out Value value)
    {
        var isTrue = text is "true" or "True" or "TRUE";
        value = Value.From(isTrue);
        return isTrue || text is "false" or "False" or "FALSE";
    }

    private static bool TryInteger(string text, out Value value)
    {
        const int AlwaysLong = 18;
        value = Value.Null;
        if (text is ['0', 'x' or 'o', ..])
            return TryPrefixed(text.AsSpan(2), hexadecimal: text[1] == 'x', out value);
        var digits = text.AsSpan(text is ['+' or '-', ..] ? 1 : 0);
        if (digits.IsEmpty || digits.Length > MostDigits || digits.ContainsAnyExceptInRange('0', '9'))
            return false;
        value = digits.Length <= AlwaysLong
            ? Value.From(long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))
            : Value.From(BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        return true;
    }

    private static bool TryPrefixed(ReadOnlySpan<char> digits, bool hexadecimal, out Value value)
    {
        value = Value.Null;
        if (digits.IsEmpty || digits.Length > MostDigits)
            return false;
        var number = BigInteger.Zero;
        foreach (var digit in digits)
        {
            if (hexadecimal ? !char.IsAsciiHexDigit(digit) : digit is not (>= '0' and <= '7'))
                return false;
            number = (number << (hexadecimal ? 4 : 3)) + (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }
        value = Value.From(number);
        return true;
    }

    private static bool TryFloat(string text, out Value value)
    {
        value = Value.Null;
        var unsigned = text.AsSpan(text is ['+' or '-', ..] ? 1 : 0);
        if (unsigned is ".inf" or ".Inf" or ".INF")
            value = Value.From(text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity);
        else if (text is ".nan" or ".NaN" or ".NAN")
            value = Value.From(double.NaN);
        else if (IsFloat(unsigned))
            value = ExactNumber.Parse(text);
        return !value.IsNull;
    }

    /// <summary><c>( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?</c></summary>
    private static bool IsFloat(ReadOnlySpan<char> text)
    {
        var digits = SkipDigits(ref text);
        if (text is ['.', ..])
        {
            text = text[1..];
            digits += SkipDigits(ref text);
        }
        if (digits == 0)
            return false;
        if (text is ['e' or 'E', ..])
        {
            text = text[1..];
            if (text is ['+' or '-', ..])
                text = text[1..];
            if (SkipDigits(ref text) == 0)
                return false;
        }
        return text.IsEmpty;
    }

    private static int SkipDigits(ref ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExceptInRange('0', '9');
        length = length < 0 ? text.Length : length;
        text = text[length..];
        return length;
    }
}
