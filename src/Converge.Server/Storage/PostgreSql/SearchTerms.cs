using System.Buffers;
using System.Globalization;
using System.Text;
using Converge.Language.Values;
using Converge.Nodes.Queries;

namespace Converge.Server.Storage.PostgreSql;

/// <summary>
/// A document as an index looks it up. Values are texts: a text itself, and beside it what it is when a query reads it as a number, a
/// version, an address or a duration, each in one form, so that what is equal has a form in common. Two that have one need not be
/// equal: it is a first choice, and <see cref="Query.Matches"/> has the last word.
/// </summary>
internal static class SearchTerms
{
    private static readonly SearchValues<char> NumbersAndDots = SearchValues.Create("0123456789.");

    /// <summary>Lists in lists become one list, which is how queries see them.</summary>
    public static string Write(ScriptObject fields)
    {
        var text = new StringBuilder();
        Append(text, Value.From(fields));
        return text.ToString();
    }

    /// <summary>The forms of a literal that a value equal to it has one of; none if equality is more than having the same form.</summary>
    public static IEnumerable<string> Of(Literal literal)
    {
        switch (literal.Kind)
        {
            case LiteralKind.Text:
                return [literal.Text];
            case LiteralKind.Bool:
                return [literal.Text, Truth(literal.Bool)];
            case LiteralKind.Number:
                return [literal.Text, Number(literal.Number), .. Version(literal.Text)];
            case LiteralKind.Size:
                return [literal.Text, Number((double)literal.Size)];
            case LiteralKind.Version:
                return [literal.Text, .. Version(literal.Text)];
            case LiteralKind.Address:
                return [literal.Text, .. Address(literal.Text), .. Version(literal.Text)];
            default:
                // A span of dates, an age, a network.
                return [];
        }
    }

    private static void Append(StringBuilder text, Value value)
    {
        if (value.As<ScriptObject>() is { } members)
        {
            AppendObject(text, members);
            return;
        }
        if (value.Kind is ValueKind.Null or ValueKind.Array || value.Kind == ValueKind.String)
        {
            var first = true;
            text.Append('[');
            AppendItems(text, value, ref first);
            text.Append(']');
            return;
        }
        AppendText(text, Scalar(value));
    }

    private static void AppendObject(StringBuilder text, ScriptObject members)
    {
        text.Append('{');
        for (var position = 0; position < members.Count; position++)
        {
            if (position > 0)
                text.Append(',');
            AppendText(text, members.Keys[position]);
            text.Append(':');
            Append(text, members.Values[position]);
        }
        text.Append('}');
    }

    private static void AppendItems(StringBuilder text, Value value, ref bool first)
    {
        if (value.As<ScriptArray>() is { } list)
        {
            foreach (var item in list.AsSpan())
                AppendItems(text, item, ref first);
            return;
        }
        if (value.IsNull)
            return;
        if (value.Kind == ValueKind.Object)
        {
            AppendSeparator(text, ref first);
            AppendObject(text, value.AsObject());
            return;
        }
        foreach (var form in value.Kind == ValueKind.String ? Forms(value.AsString()) : [Scalar(value)])
        {
            AppendSeparator(text, ref first);
            AppendText(text, form);
        }
    }

    private static IEnumerable<string> Forms(string text)
    {
        // What begins otherwise reads as nothing but a text.
        if (text.Length == 0 || !(char.IsAsciiHexDigit(text[0]) || text[0] is '-' or ':' or '+' or '.' or ' '))
            return [text];
        return [text, .. Number(text), .. Version(text), .. Address(text)];
    }

    private static IEnumerable<string> Number(string text)
    {
        var literal = new Literal(text);
        if (literal.Kind == LiteralKind.Number)
            yield return Number(literal.Number);
        // A number may be a size, too, and a version may be a number.
        if (ByteSize.TryParse(text, out var size))
            yield return Number((double)size);
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            yield return Number(number);
    }

    /// <summary>Its numbers without what counts for nothing. Labels are left to the exact comparison.</summary>
    private static IEnumerable<string> Version(string text)
    {
        var end = text.AsSpan().IndexOfAny('-', '~', '+');
        var numbers = end < 0 ? text : text[..end];
        if (numbers.Length == 0 || numbers.AsSpan().ContainsAnyExcept(NumbersAndDots))
            return [];
        var parts = numbers.Split('.').Select(static part => part.TrimStart('0')).ToArray();
        var count = parts.Length;
        while (count > 1 && parts[count - 1].Length == 0)
            count--;
        return [$"v{string.Join('.', parts[..count])}"];
    }

    private static IEnumerable<string> Address(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (IpAddress.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out var address))
            yield return string.Create(CultureInfo.InvariantCulture, $"a{address.Version}.{address.Number}");
    }

    private static string Scalar(Value value) => value.Kind switch
    {
        ValueKind.Bool => Truth(value.AsBool()),
        ValueKind.Int or ValueKind.Long => Number((double)value.AsLong()),
        ValueKind.BigInteger => Number((double)value.AsBigInteger()),
        ValueKind.Decimal => Number(value.AsDecimal()),
        ValueKind.Double => Number(value.AsDouble()),
        ValueKind.Float => Number(value.AsFloat()),
        _ => value.ToString(),
    };

    private static string Truth(bool value) => value ? "btrue" : "bfalse";

    // Divided so that 2.0 and 2.00 are the same before they are rounded.
    private static string Number(decimal value) => Number((double)(value / 1.0000000000000000000000000000m));

    private static string Number(double value) => string.Create(CultureInfo.InvariantCulture, $"n{(value == 0 ? 0 : value):R}");

    private static void AppendSeparator(StringBuilder text, ref bool first)
    {
        if (!first)
            text.Append(',');
        first = false;
    }

    public static void AppendText(StringBuilder text, string value) => text.Append(JsonText.Write(Value.From(Parameters.Plain(value))));
}
