using System.Globalization;
using Converge.Language.Values;

namespace Converge.Nodes.Queries;

/// <summary>What the text of a literal looks like, which decides how it is compared.</summary>
public enum LiteralKind
{
    Text,
    Bool,

    /// <summary>Also a version, where a document has a text.</summary>
    Number,
    Size,
    Duration,
    Version,
    Address,
    Network,
    Date,
}

/// <summary>A value in a query. Documents say what type a value has; a query only has a text, and reads it as what it looks like.</summary>
public sealed record Literal
{
    public Literal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
        Kind = Read();
    }

    public string Text { get; }

    public LiteralKind Kind { get; private init; }

    /// <summary>Whether 'greater' means something.</summary>
    public bool HasOrder => Kind is not (LiteralKind.Bool or LiteralKind.Network);

    public bool Bool => Text == "true";

    /// <summary>Of a <see cref="LiteralKind.Number"/>.</summary>
    public decimal Number { get; private set; }

    /// <summary>In bytes.</summary>
    public long Size { get; private set; }

    public TimeSpan Duration { get; private set; }

    /// <summary>Of a <see cref="LiteralKind.Network"/>; an address is a network of its own.</summary>
    public IpNetwork Network { get; private set; }

    /// <summary>Of a <see cref="LiteralKind.Date"/>: a day, a minute, a second, or less.</summary>
    public DateSpan Date { get; private set; }

    /// <summary>Of everything that reads as one; null if it does not.</summary>
    internal VersionText? Version { get; private set; }

    public bool Equals(Literal? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    private LiteralKind Read()
    {
        if (Text is "true" or "false")
            return LiteralKind.Bool;
        if (DateSpan.TryParse(Text, out var date))
        {
            Date = date;
            return LiteralKind.Date;
        }
        Version = VersionText.TryParse(Text, out var version) ? version : null;
        if (IpNetwork.TryParseAny(Text, out var network))
        {
            Network = network;
            return Text.Contains('/', StringComparison.Ordinal) ? LiteralKind.Network : LiteralKind.Address;
        }
        return ReadQuantity();
    }

    private LiteralKind ReadQuantity()
    {
        if (TryReadNumber(Text, out var number))
        {
            Number = number;
            return LiteralKind.Number;
        }
        // Before sizes: 10m is ten minutes, 10M is ten megabytes.
        if (Language.Values.Duration.TryParse(Text, out var duration))
        {
            Duration = duration;
            return LiteralKind.Duration;
        }
        if (TryReadSize(Text, out var size))
        {
            Size = size;
            return LiteralKind.Size;
        }
        return Version is null ? LiteralKind.Text : LiteralKind.Version;
    }

    /// <summary>A size; what begins with a needless zero is a mode rather than a number of bytes.</summary>
    internal static bool TryReadSize(ReadOnlySpan<char> text, out long size)
    {
        size = 0;
        return text is not ['0', >= '0' and <= '9', ..] && ByteSize.TryParse(text, out size);
    }

    /// <summary>Digits with a sign and a fraction at most. What begins with a needless zero is no number, as in YAML.</summary>
    internal static bool TryReadNumber(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        var digits = text is ['-', ..] ? text[1..] : text;
        return digits.Length > 0 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1]) && !(digits is ['0', >= '0' and <= '9', ..])
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
