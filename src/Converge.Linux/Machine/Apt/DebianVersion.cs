using System.Globalization;

namespace Converge.Linux.Machine.Apt;

/// <summary>
/// The order of versions that dpkg has: an epoch, the version of the program, the revision of the package. In both texts
/// runs of digits are compared as numbers, what is between them by characters: a tilde is before the end of the text,
/// letters are before all other characters.
/// </summary>
public static class DebianVersion
{
    private const int BehindLetters = 256;

    /// <returns>Less than zero if the first is older, zero if both are the same to dpkg, as <c>1.0</c> and <c>0:1.0-0</c> are.</returns>
    public static int Compare(string first, string second)
    {
        var a = Split(first);
        var b = Split(second);
        if (a.Epoch != b.Epoch)
            return a.Epoch.CompareTo(b.Epoch);
        return Compare(a.Upstream, b.Upstream) is not 0 and var order ? order : Compare(a.Revision, b.Revision);
    }

    private static Parts Split(string version)
    {
        var text = version.AsSpan().Trim();
        var epoch = 0;
        // A colon behind something else than a number is no epoch, but nothing else that dpkg would take, either.
        if (text.IndexOf(':') is > 0 and var colon && int.TryParse(text[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out epoch))
            text = text[(colon + 1)..];
        var hyphen = text.LastIndexOf('-');
        return hyphen < 0 ? new(epoch, text, "") : new(epoch, text[..hyphen], text[(hyphen + 1)..]);
    }

    private static int Compare(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        while (a.Length > 0 || b.Length > 0)
        {
            while (StartsWithText(a) || StartsWithText(b))
            {
                if (Order(a) - Order(b) is not 0 and var order)
                    return order;
                a = a[1..];
                b = b[1..];
            }
            var digits = TakeNumber(ref a);
            var others = TakeNumber(ref b);
            var difference = digits.Length != others.Length ? digits.Length - others.Length : digits.SequenceCompareTo(others);
            if (difference != 0)
                return difference;
        }
        return 0;
    }

    private static bool StartsWithText(ReadOnlySpan<char> text) => text.Length > 0 && !char.IsAsciiDigit(text[0]);

    private static int Order(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || char.IsAsciiDigit(text[0]))
            return 0;
        return text[0] == '~' ? -1 : char.IsAsciiLetter(text[0]) ? text[0] : text[0] + BehindLetters;
    }

    private static ReadOnlySpan<char> TakeNumber(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return digits.TrimStart('0');
    }

    private readonly ref struct Parts(int epoch, ReadOnlySpan<char> upstream, ReadOnlySpan<char> revision)
    {
        public readonly int Epoch = epoch;
        public readonly ReadOnlySpan<char> Upstream = upstream;
        public readonly ReadOnlySpan<char> Revision = revision;
    }
}
