using System.Globalization;
using System.Text;

namespace Converge.Language.Values;

/// <summary>An IP address as a number. Only full forms are read: no <c>10.1</c>, no octal <c>010.0.0.1</c>, no zones, no ports.</summary>
/// <param name="Number">Of an IPv4 address, the lowest 32 bits.</param>
public readonly record struct IpAddress(int Version, UInt128 Number) : IComparable<IpAddress>
{
    private const int Groups = 8;
    private const int GroupBits = 16;
    private const int Octets = 4;
    private const int OctetBits = 8;

    public const int LongestText = 45;

    /// <summary>How many bits an address has.</summary>
    public int Bits => BitsOf(Version);

    public bool IsV4 => Version == 4;

    /// <summary>Whether it is reserved for networks of one's own (RFC 1918, RFC 4193).</summary>
    public bool IsPrivate => IsV4 ? IsIn(0x0A00_0000, 8) || IsIn(0xAC10_0000, 12) || IsIn(0xC0A8_0000, 16) : IsIn((UInt128)0xFC << 120, 7);

    public bool IsLoopback => IsV4 ? IsIn(0x7F00_0000, 8) : Number == UInt128.One;

    public bool IsLinkLocal => IsV4 ? IsIn(0xA9FE_0000, 16) : IsIn((UInt128)0xFE80 << 112, 10);

    public bool IsMulticast => IsV4 ? IsIn(0xE000_0000, 4) : IsIn((UInt128)0xFF << 120, 8);

    public bool IsUnspecified => Number == UInt128.Zero;

    public static int BitsOf(int version) => version == 4 ? Octets * OctetBits : Groups * GroupBits;

    /// <summary>The largest number of an address.</summary>
    public static UInt128 Largest(int version) => version == 4 ? uint.MaxValue : UInt128.MaxValue;

    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (text.Length > LongestText)
            return false;
        if (!text.Contains(':'))
        {
            var isV4 = TryParseV4(text, out var octets);
            address = new(4, octets);
            return isV4;
        }
        var isV6 = TryParseV6(text, out var groups);
        address = new(6, groups);
        return isV6;
    }

    /// <summary>IPv4 before IPv6, then by number.</summary>
    public int CompareTo(IpAddress other) => Version != other.Version ? Version.CompareTo(other.Version) : Number.CompareTo(other.Number);

    public override string ToString() => IsV4 ? PrintV4((uint)Number) : PrintV6();

    private bool IsIn(UInt128 network, int prefix) => Number >> (Bits - prefix) == network >> (Bits - prefix);

    private static bool TryParseV4(ReadOnlySpan<char> text, out uint number)
    {
        number = 0;
        var octets = 0;
        foreach (var part in text.Split('.'))
        {
            var octet = text[part];
            if (octet.Length is 0 or > 3 || (octet.Length > 1 && octet[0] == '0') || !IsAscii(octet, char.IsAsciiDigit))
                return false;
            if (!byte.TryParse(octet, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || ++octets > Octets)
                return false;
            number = (number << OctetBits) | value;
        }
        return octets == Octets;
    }

    // Groups on both sides of a '::', or all eight without one; the last two may be written as an IPv4 address.
    private static bool TryParseV6(ReadOnlySpan<char> text, out UInt128 number)
    {
        number = default;
        var gap = text.IndexOf("::", StringComparison.Ordinal);
        if (gap < 0)
            return TryParseGroups(text, allowV4: true, out number, out var all) && all == Groups;
        if (!TryParseGroups(text[..gap], allowV4: false, out var high, out var before)
            || !TryParseGroups(text[(gap + 2)..], allowV4: true, out var low, out var after)
            || before + after >= Groups)
            return false;
        number = (before == 0 ? 0 : high << ((Groups - before) * GroupBits)) | low;
        return true;
    }

    private static bool TryParseGroups(ReadOnlySpan<char> text, bool allowV4, out UInt128 number, out int count)
    {
        number = default;
        count = 0;
        if (text.IsEmpty)
            return true;
        foreach (var part in text.Split(':'))
        {
            var group = text[part];
            if (allowV4 && part.End.Value == text.Length && group.Contains('.'))
            {
                count += 2;
                var isV4 = TryParseV4(group, out var octets);
                number = (number << (2 * GroupBits)) | octets;
                return isV4 && count <= Groups;
            }
            if (group.Length is 0 or > 4 || !IsAscii(group, char.IsAsciiHexDigit) || ++count > Groups)
                return false;
            number = (number << GroupBits) | ushort.Parse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }
        return true;
    }

    private static bool IsAscii(ReadOnlySpan<char> text, Func<char, bool> isAllowed)
    {
        foreach (var character in text)
        {
            if (!isAllowed(character))
                return false;
        }
        return true;
    }

    private static string PrintV4(uint number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number >> 24}.{(number >> 16) & 0xFF}.{(number >> 8) & 0xFF}.{number & 0xFF}");

    // The canonical form of RFC 5952: lower case, the longest run of two or more zero groups as '::'.
    private string PrintV6()
    {
        if (Number >> 32 == 0xFFFF)
            return $"::ffff:{PrintV4((uint)Number)}";
        var (start, length) = LongestZeros();
        var text = new StringBuilder(LongestText);
        for (var position = 0; position < Groups; position++)
        {
            if (position == start)
            {
                text.Append("::");
                position += length - 1;
                continue;
            }
            if (text.Length > 0 && text[^1] != ':')
                text.Append(':');
            text.Append(Group(position).ToString("x", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    private (int Start, int Length) LongestZeros()
    {
        var (start, longest, run) = (-1, 1, 0);
        for (var position = 0; position < Groups; position++)
        {
            run = Group(position) == 0 ? run + 1 : 0;
            if (run > longest)
                (start, longest) = (position - run + 1, run);
        }
        return (start, longest);
    }

    private ushort Group(int position) => (ushort)(Number >> ((Groups - 1 - position) * GroupBits));
}
