using NuGet.Versioning;

namespace Converge.Nodes.Queries;

/// <summary>
/// A version as software and packages have it: numbers with dots between, as many as there are, and maybe a label. A label
/// that begins with a letter (<c>2.0-rc1</c>, <c>2.0~rc1</c>) is a pre-release, as in NuGet; one that begins with a digit
/// (<c>2.6.12-1</c>, <c>6.1.0-18-amd64</c>) is a revision of a package or a kernel, and later than the bare version.
/// What follows a <c>+</c> does not count.
/// </summary>
internal readonly struct VersionText : IComparable<VersionText>
{
    private const int MostDigits = 18;

    private readonly string _numbers;
    private readonly string _label;

    private VersionText(string numbers, string label)
    {
        _numbers = numbers;
        _label = label;
    }

    private int Stage => _label.Length == 0 ? 0 : char.IsAsciiDigit(_label[0]) ? 1 : -1;

    public static bool TryParse(string text, out VersionText version)
    {
        version = default;
        var end = text.AsSpan().IndexOfAny('-', '~', '+');
        var numbers = end < 0 ? text : text[..end];
        var label = end < 0 || text[end] == '+' ? "" : text[(end + 1)..];
        if (label.IndexOf('+', StringComparison.Ordinal) is >= 0 and var build)
            label = label[..build];
        if (!AreNumbers(numbers) || (end >= 0 && text[end] != '+' && !IsLabel(label)))
            return false;
        version = new(numbers, label);
        return true;
    }

    public int CompareTo(VersionText other)
    {
        var order = CompareNumbers(_numbers, other._numbers);
        if (order == 0)
            order = Stage.CompareTo(other.Stage);
        return order == 0 && _label != other._label ? CompareLabels(_label, other._label) : order;
    }

    private static bool AreNumbers(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var part in text.Split('.'))
        {
            var number = text[part];
            if (number.Length is 0 or > MostDigits || number.ContainsAnyExceptInRange('0', '9'))
                return false;
            count++;
        }
        // 22.04 has a zero of its own; 0640 is no version but a mode.
        return count > 1 || text is not ['0', _, ..];
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        foreach (var character in label)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('.' or '-' or '~'))
                return false;
        }
        return label.Length > 0 && char.IsAsciiLetterOrDigit(label[0]);
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (left.Length > 0 || right.Length > 0)
        {
            var order = TakeNumber(ref left).CompareTo(TakeNumber(ref right));
            if (order != 0)
                return order;
        }
        return 0;
    }

    /// <summary>The next number; missing ones are zero.</summary>
    private static long TakeNumber(ref ReadOnlySpan<char> text)
    {
        long number = 0;
        var position = 0;
        for (; position < text.Length && text[position] != '.'; position++)
            number = number * 10 + (text[position] - '0');
        text = text[Math.Min(position + 1, text.Length)..];
        return number;
    }

    // On its own, so that only labels load the library.
    private static int CompareLabels(string left, string right) => VersionComparer.VersionRelease.Compare(Labelled(left), Labelled(right));

    private static SemanticVersion Labelled(string label) => new(0, 0, 0, label.Split('.', '-', '~'), metadata: null);
}
