using System.Globalization;
using System.Numerics;

namespace Converge.Language.Values;

/// <summary>A block of addresses: all that begin with the same bits.</summary>
/// <param name="Network">The first one; bits behind the prefix are zero.</param>
public readonly record struct IpNetwork(IpAddress Network, int Prefix)
{
    public int Version => Network.Version;

    public BigInteger Size => BigInteger.One << (Network.Bits - Prefix);

    public IpAddress Netmask => Network with { Number = Mask(Version, Prefix) };

    /// <summary>The address with all bits set behind the prefix.</summary>
    public IpAddress End => Network with { Number = Network.Number | (IpAddress.Largest(Version) & ~Mask(Version, Prefix)) };

    /// <summary>Where IPv4 has one; not in blocks of one or two addresses.</summary>
    public IpAddress? Broadcast => Network.IsV4 && !IsTiny ? End : null;

    /// <summary>The first address for a host. The very first one belongs to the network, or to its routers in IPv6.</summary>
    public IpAddress FirstHost => IsTiny ? Network : Network with { Number = Network.Number + 1 };

    public IpAddress LastHost => Network.IsV4 && !IsTiny ? Network with { Number = End.Number - 1 } : End;

    // One address, or the two ends of a point-to-point link (RFC 3021, RFC 6164).
    private bool IsTiny => Prefix >= Network.Bits - 1;

    /// <summary>Reads <c>10.0.0.0/8</c>; the address may have bits behind the prefix, which are dropped.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpNetwork network)
    {
        const int LongestPrefix = 4;
        network = default;
        var slash = text.Length <= IpAddress.LongestText + LongestPrefix ? text.IndexOf('/') : -1;
        if (slash < 0 || !IpAddress.TryParse(text[..slash], out var address))
            return false;
        var digits = text[(slash + 1)..];
        if (digits.Length is 0 or > 3 || (digits.Length > 1 && digits[0] == '0')
            || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) || prefix > address.Bits)
            return false;
        network = Of(address, prefix);
        return true;
    }

    /// <summary>As <see cref="TryParse"/>, an address without a prefix being a block of its own.</summary>
    public static bool TryParseAny(ReadOnlySpan<char> text, out IpNetwork network)
    {
        if (!IpAddress.TryParse(text, out var address))
            return TryParse(text, out network);
        network = Of(address, address.Bits);
        return true;
    }

    public static IpNetwork Of(IpAddress address, int prefix) =>
        new(address with { Number = address.Number & Mask(address.Version, prefix) }, prefix);

    public bool Contains(IpNetwork other) =>
        Version == other.Version && Prefix <= other.Prefix && (other.Network.Number & Mask(Version, Prefix)) == Network.Number;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Network}/{Prefix}");

    // A shift by the whole width would be a shift by nothing.
    private static UInt128 Mask(int version, int prefix)
    {
        var hostBits = IpAddress.BitsOf(version) - prefix;
        return prefix == 0 ? 0 : IpAddress.Largest(version) >> hostBits << hostBits;
    }
}
