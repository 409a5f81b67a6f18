using System.Globalization;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <content>Texts read as numbers.</content>
internal static partial class StringFunctions
{
    private const NumberStyles Fraction = NumberStyles.Float | NumberStyles.AllowThousands;

    /// <summary>The text as an integer of 32 bits; null if it is none.</summary>
    /// <example><![CDATA[
    /// {{ "123" | string.to_int + 1 }} -> 124
    /// {{ ("12 apples" | string.to_int) ?? "none" }} -> none
    /// ]]></example>
    private static Value ToInt(in Call call) =>
        int.TryParse(call.Text(0), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? Value.From(number) : Value.Null;

    /// <summary>The text as an integer of 64 bits; null if it is none.</summary>
    /// <example><![CDATA[{{ "123678912345678" | string.to_long + 1 }} -> 123678912345679]]></example>
    private static Value ToLong(in Call call) =>
        long.TryParse(call.Text(0), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? Value.From(number) : Value.Null;

    /// <summary>The text as a number of single precision; null if it is none. Commas between thousands are allowed.</summary>
    /// <example><![CDATA[{{ "123.5" | string.to_float + 1 }} -> 124.5]]></example>
    private static Value ToFloat(in Call call) =>
        float.TryParse(call.Text(0), Fraction, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number)
            ? Value.From(number)
            : Value.Null;

    /// <summary>The text as a number of double precision; null if it is none. Commas between thousands are allowed.</summary>
    /// <example><![CDATA[
    /// {{ "123.4" | string.to_double + 1 }} -> 124.4
    /// {{ "1,234.5" | string.to_double }} -> 1234.5
    /// ]]></example>
    private static Value ToDouble(in Call call) =>
        double.TryParse(call.Text(0), Fraction, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? Value.From(number)
            : Value.Null;
}
