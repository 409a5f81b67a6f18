using System.Numerics;
using Converge.Language.Values;

namespace Converge.Nodes.Queries;

/// <summary>
/// How a value of a document compares with a literal of a query; the rules are in docs/queries.md. What the literal looks
/// like says how the value is read.
/// </summary>
internal static class ValueOrder
{
    public static bool AreEqual(Value value, Literal literal, DateTime now)
    {
        if (value.Kind == ValueKind.String && value.AsString() == literal.Text)
            return true;
        return literal.Kind switch
        {
            LiteralKind.Text => false,
            LiteralKind.Bool => value.Kind == ValueKind.Bool && value.AsBool() == literal.Bool,
            LiteralKind.Network => IsInside(value, literal.Network),
            _ => Compare(value, literal, now) == 0,
        };
    }

    /// <summary>Negative if the value is the smaller one, positive if it is the larger one; null if there is no order between them.</summary>
    public static int? Compare(Value value, Literal literal, DateTime now) => literal.Kind switch
    {
        LiteralKind.Text => value.Kind == ValueKind.String ? string.CompareOrdinal(value.AsString(), literal.Text) : null,
        LiteralKind.Number => CompareNumber(value, literal),
        LiteralKind.Size => CompareSize(value, literal.Size),
        LiteralKind.Duration => CompareDuration(value, literal.Duration, now),
        LiteralKind.Version => CompareVersion(value, literal),
        LiteralKind.Address => TryReadAddress(value, out var address) ? address.CompareTo(literal.Network.Network) : CompareVersion(value, literal),
        LiteralKind.Date => TryReadDate(value, out var date) ? literal.Date.Compare(date) : null,
        _ => null,
    };

    private static int? CompareNumber(Value value, Literal literal)
    {
        if (value.Kind != ValueKind.String)
            return CompareNumbers(value, literal.Number);
        if (CompareVersion(value, literal) is { } order)
            return order;
        var text = value.AsString();
        if (Literal.TryReadNumber(text, out var number))
            return number.CompareTo(literal.Number);
        return Literal.TryReadSize(text, out var size) && !Duration.TryParse(text, out _) ? ((decimal)size).CompareTo(literal.Number) : null;
    }

    private static int? CompareNumbers(Value value, decimal number)
    {
        switch (value.Kind)
        {
            case ValueKind.Int or ValueKind.Long:
                return ((decimal)value.AsLong()).CompareTo(number);
            case ValueKind.Decimal:
                return value.AsDecimal().CompareTo(number);
            case ValueKind.BigInteger:
                return value.AsBigInteger().CompareTo(new BigInteger(number));
            case ValueKind.Double or ValueKind.Float:
                var real = value.Kind == ValueKind.Float ? value.AsFloat() : value.AsDouble();
                return double.IsNaN(real) ? null : real.CompareTo((double)number);
            default:
                return null;
        }
    }

    private static int? CompareSize(Value value, long size)
    {
        if (value.Kind != ValueKind.String)
            return CompareNumbers(value, size);
        return Literal.TryReadSize(value.AsString(), out var bytes) ? bytes.CompareTo(size) : null;
    }

    /// <summary>A number counts seconds; a date is as old as it is before now.</summary>
    private static int? CompareDuration(Value value, TimeSpan duration, DateTime now)
    {
        if (value.Kind == ValueKind.TimeSpan)
            return value.AsTimeSpan().CompareTo(duration);
        if (value.Kind == ValueKind.String && Duration.TryParse(value.AsString(), out var span))
            return span.CompareTo(duration);
        return TryReadDate(value, out var date) ? (now - date).CompareTo(duration) : CompareNumbers(value, duration.Ticks / (decimal)TimeSpan.TicksPerSecond);
    }

    private static int? CompareVersion(Value value, Literal literal) =>
        literal.Version is { } wanted && value.Kind == ValueKind.String && VersionText.TryParse(value.AsString(), out var version) ? version.CompareTo(wanted) : null;

    private static bool TryReadDate(Value value, out DateTime date)
    {
        date = value.Kind == ValueKind.Date ? value.AsDate() : default;
        if (value.Kind != ValueKind.String || !DateSpan.TryParse(value.AsString(), out var span))
            return value.Kind == ValueKind.Date;
        date = span.Start;
        return true;
    }

    /// <summary>Of a network its first address; one may be written with the length of its network.</summary>
    private static bool TryReadAddress(Value value, out IpAddress address)
    {
        var text = value.Kind == ValueKind.String ? value.AsString().AsSpan() : [];
        var slash = text.IndexOf('/');
        return IpAddress.TryParse(slash < 0 ? text : text[..slash], out address);
    }

    private static bool IsInside(Value value, IpNetwork network)
    {
        var text = value.Kind == ValueKind.String ? value.AsString().AsSpan() : [];
        // Which of both it is is clear from here, so nothing is read twice.
        if (text.Contains('/'))
            return IpNetwork.TryParse(text, out var inner) && network.Contains(inner);
        return IpAddress.TryParse(text, out var address) && network.Contains(new(address, address.Bits));
    }
}
