using System.Globalization;
using System.Text;
using Converge.Language.Values;

namespace Converge.Language.Templates.Syntax;

/// <content>Literals.</content>
internal sealed partial class SyntaxPrinter
{
    private void Literal(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                Write("null");
                break;
            case ValueKind.Bool:
                Write(value.IsTrue ? "true" : "false");
                break;
            case ValueKind.String or ValueKind.Secret:
                Write(Quoted(value.ToString()));
                break;
            default:
                Write(Number(value));
                break;
        }
    }

    /// <summary>No literal has a sign: a negative integer was written in hexadecimal digits.</summary>
    private static string Number(Value value)
    {
        var culture = CultureInfo.InvariantCulture;
        switch (value.Kind)
        {
            case ValueKind.Int when value.AsInt() < 0:
                return $"0x{value.AsInt():X8}";
            case ValueKind.Long when value.AsLong() < 0:
                return $"0x{value.AsLong():X16}";
            case ValueKind.BigInteger:
                var digits = value.AsBigInteger().ToString(culture);
                return digits.Length <= NumberLiteral.MostDigits ? digits : $"0x{value.AsBigInteger().ToString("X", culture)}u";
            case ValueKind.Float:
                return $"{value.AsFloat().ToString(culture)}f";
            case ValueKind.Double:
                // An exponent alone does not make a fraction.
                var text = value.AsDouble().ToString(culture);
                return text.Contains('.') ? text : $"{text}d";
            case ValueKind.Decimal:
                return $"{value.AsDecimal().ToString(culture)}m";
            default:
                return value.AsLong().ToString(culture);
        }
    }

    private void Key(string key) => Write(ValuePrinter.IsIdentifier(key) ? key : Quoted(key));

    /// <summary>Texts and strings in braces look the same in the tree; two texts in a row cannot both be texts.</summary>
    private void Interpolated(InterpolatedExpression interpolated)
    {
        Write("$\"");
        var afterText = false;
        foreach (var part in interpolated.Parts)
        {
            var text = part is LiteralExpression { Value.Kind: ValueKind.String } literal ? literal.Value.AsString() : "";
            afterText = text.Length > 0 && !afterText;
            if (afterText)
            {
                _output.Append(Escaped(text).Replace("{", "\\{", StringComparison.Ordinal));
                continue;
            }
            _output.Append('{');
            Whole(part);
            _output.Append('}');
        }
        _output.Append('"');
    }

    private static string Quoted(string text) => $"\"{Escaped(text)}\"";

    private static string Escaped(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            var isPlain = character is not ('"' or '\\') && !char.IsControl(character) && !char.IsSurrogate(character);
            if (isPlain)
                result.Append(character);
            else
                result.Append(Escape(character));
        }
        return result.ToString();
    }

    private static string Escape(char character) => character switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\0' => @"\0",
        '\b' => @"\b",
        '\t' => @"\t",
        '\r' => @"\r",
        '\v' => @"\v",
        '\f' => @"\f",
        '\n' => @"\n",
        _ => $"\\u{(int)character:x4}",
    };
}
