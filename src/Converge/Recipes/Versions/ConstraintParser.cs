using System.Globalization;
using NuGet.Versioning;

namespace Converge.Recipes.Versions;

/// <summary>Reads <c>[1.2,2.0)</c>, <c>1.2</c>, <c>1.*</c>, <c>&gt;=1.2 &lt;2</c> and <c>*</c>.</summary>
internal sealed class ConstraintParser(string text)
{
    private const string RangeHint = "a range is written '[1.2,2.0)', '1.*' or '>=1.2 <2'";

    private int _at;
    private VersionBound? _lowest;
    private VersionBound? _highest;

    public ConstraintMistake? Mistake { get; private set; }

    private char Current => _at < text.Length ? text[_at] : '\0';

    public VersionConstraint? Parse()
    {
        SkipBlanks();
        var isRead = Current switch
        {
            '[' or '(' => TryInterval(),
            '<' or '>' or '=' => TryComparisons(),
            _ => TryPlain(),
        };
        if (!isRead || !IsAtEnd())
            return null;
        if (!IsEmpty())
            return new(text.Trim(), _lowest, _highest);
        Fail(0, text.Length, "no version can satisfy it: its lower end is above its upper end");
        return null;
    }

    private bool TryInterval()
    {
        var start = _at;
        var isIncluded = text[_at++] == '[';
        SkipBlanks();
        if (Current != ',')
        {
            if (Version() is not { } lowest)
                return false;
            _lowest = new(lowest, isIncluded);
            SkipBlanks();
        }
        if (Current == ']' && isIncluded && _lowest is { } only)
        {
            _at++;
            _highest = only;
            return true;
        }
        if (Current != ',')
            return Fail(_at, 1, Current == ')' ? "a range has two ends" : "expected ',' and the upper end of the range", _lowest is null ? RangeHint : $"'[{_lowest.Value.Version}]' is exactly this version, '[{_lowest.Value.Version},)' it and all above");
        _at++;
        return TryUpperEnd(start);
    }

    private bool TryUpperEnd(int start)
    {
        SkipBlanks();
        NuGetVersion? highest = null;
        if (Current is not (']' or ')' or '\0') && (highest = Version()) is null)
            return false;
        SkipBlanks();
        if (Current is not (']' or ')'))
            return Fail(_at, 1, $"expected ']' or ')' to end the range that begins with '{text[start]}'", "']' includes the version before it, ')' does not");
        var isIncluded = text[_at++] == ']';
        _highest = highest is null ? null : new(highest, isIncluded);
        return true;
    }

    private bool TryComparisons()
    {
        do
        {
            var sign = text[_at++];
            var isIncluded = sign == '=';
            if (!isIncluded && Current == '=')
            {
                isIncluded = true;
                _at++;
            }
            SkipBlanks();
            if (Version() is not { } version)
                return false;
            var bound = new VersionBound(version, isIncluded);
            if (sign is '>' or '=')
                _lowest = Tighter(_lowest, bound, higher: true);
            if (sign is '<' or '=')
                _highest = Tighter(_highest, bound, higher: false);
            SkipBlanks();
        }
        while (Current is '<' or '>' or '=');
        return true;
    }

    /// <summary><c>1.2</c> is at least that; with a star the last number before it must stay.</summary>
    private bool TryPlain()
    {
        var start = _at;
        if (Current == '*')
        {
            _at++;
            return true;
        }
        var star = text.IndexOf('*', _at);
        if (star < 0)
        {
            if (Version() is not { } version)
                return false;
            _lowest = new(version, IsIncluded: true);
            return true;
        }
        var numbers = Numbers(most: 2, beforeStar: true);
        if (numbers is null)
            return false;
        if (Current != '*' || text[_at - 1] != '.')
            return Fail(_at, 1, "expected '.' and a number, or '.*'", RangeHint);
        _at++;
        var (major, minor) = (numbers[0], numbers.Count > 1 ? numbers[1] : (int?)null);
        if ((minor ?? major) == int.MaxValue)
            return Fail(start, _at - start, "the number is too large");
        _lowest = new(new(major, minor ?? 0, 0), IsIncluded: true);
        _highest = new(minor is null ? new(major + 1, 0, 0) : new(major, minor.Value + 1, 0), IsIncluded: false);
        return true;
    }

    /// <summary>One to three numbers, and what comes before the release.</summary>
    private NuGetVersion? Version()
    {
        var numbers = Numbers(most: 3, beforeStar: false);
        if (numbers is null)
            return null;
        var label = "";
        if (Current == '-')
        {
            var start = ++_at;
            while (char.IsAsciiLetterOrDigit(Current) || Current is '-' or '.')
                _at++;
            label = text[start.._at];
            if (label.Split('.').Any(static part => part.Length == 0 || (part.Length > 1 && part[0] == '0' && part.All(char.IsAsciiDigit))))
            {
                Fail(start, _at - start, "expected a prerelease such as 'rc.1' after '-'");
                return null;
            }
        }
        if (Current == '+')
        {
            Fail(_at, 1, "a version of a recipe has no '+': what stands behind it would not tell versions apart");
            return null;
        }
        return new(numbers[0], numbers.ElementAtOrDefault(1), numbers.ElementAtOrDefault(2), label);
    }

    /// <summary>Numbers with dots between them; null after an error.</summary>
    private List<int>? Numbers(int most, bool beforeStar)
    {
        var numbers = new List<int>();
        while (TryNumber(out var number))
        {
            numbers.Add(number);
            if (Current != '.')
                return numbers;
            if (beforeStar && numbers.Count <= most && _at + 1 < text.Length && text[_at + 1] == '*')
            {
                _at++;
                return numbers;
            }
            if (numbers.Count == most)
            {
                Fail(_at, 1, beforeStar ? "a version has three numbers, so '*' can be the third at most" : "a version has three numbers at most");
                return null;
            }
            _at++;
        }
        return null;
    }

    private bool TryNumber(out int number)
    {
        number = 0;
        var start = _at;
        while (char.IsAsciiDigit(Current))
            _at++;
        var digits = text.AsSpan(start, _at - start);
        if (digits.IsEmpty)
            return FailAtNumber(start);
        if (digits.Length > 1 && digits[0] == '0')
            return Fail(start, digits.Length, "a number of a version has no leading zero");
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) || Fail(start, digits.Length, "the number is too large");
    }

    private bool FailAtNumber(int start) => Current switch
    {
        '*' => Fail(start, 1, "'*' cannot be a part of a range", "'1.*' stands alone"),
        '^' or '~' => Fail(start, 1, $"'{Current}' has no meaning here", RangeHint),
        'x' or 'X' => Fail(start, 1, $"expected a number of a version, not '{Current}'", "any number is written '*', as in '1.*'"),
        'v' or 'V' => Fail(start, 1, "a version begins with a number", "leave the 'v' away"),
        '\0' => Fail(start, 1, text.AsSpan().Trim().IsEmpty ? "expected a version constraint" : "expected a version", text.AsSpan().Trim().IsEmpty ? "'*' is any version" : null),
        _ => Fail(start, 1, $"expected a number of a version, not '{Rune(start)}'", start == 0 ? RangeHint : null),
    };

    private bool IsAtEnd()
    {
        SkipBlanks();
        return _at == text.Length || Fail(_at, text.Length - _at, $"expected nothing more, not '{text[_at..].TrimEnd()}'", RangeHint);
    }

    private bool IsEmpty() =>
        _lowest is { } lowest && _highest is { } highest && lowest.Version.CompareTo(highest.Version) is var order
        && (order > 0 || (order == 0 && !(lowest.IsIncluded && highest.IsIncluded)));

    private static VersionBound Tighter(VersionBound? a, VersionBound b, bool higher)
    {
        if (a is not { } other)
            return b;
        var order = other.Version.CompareTo(b.Version);
        if (order == 0)
            return other.IsIncluded ? b : other;
        return order > 0 == higher ? other : b;
    }

    private string Rune(int start) => char.IsHighSurrogate(text[start]) && start + 1 < text.Length ? text.Substring(start, 2) : text.Substring(start, 1);

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t')
            _at++;
    }

    /// <returns>Always false.</returns>
    private bool Fail(int start, int length, string message, string? hint = null)
    {
        Mistake ??= new(start, length, message, hint);
        return false;
    }
}
