using Converge.Language.Values;

namespace Converge.Resources.Types;

/// <summary>Permissions of a file. The canonical form has four octal digits: <c>0640</c>.</summary>
internal sealed class ModeText : TextType
{
    private const string Expected = "3 or 4 octal digits";

    private ModeText() => Pattern = "^([0-7]{3,4}|[augorwxstX=,]+)$";

    public static PropertyType Instance { get; } = new ModeText();

    public override string Description => "a file mode such as \"0640\"";

    // 0o640 is 416 to YAML, and 640 is as likely meant to be octal as not: only what was written tells.
    protected override string? QuoteHint(Value value, Place place)
    {
        var digits = Digits(value, place);
        if (digits.StartsWith("0o", StringComparison.Ordinal))
            digits = digits[2..];
        return IsOctal(digits) ? $"write it in quotes: \"{digits.PadLeft(4, '0')}\"" : null;
    }

    protected override string? Read(Written written)
    {
        var text = written.Text;
        if (IsOctal(text))
            return text.PadLeft(4, '0');
        if (text.AsSpan().IndexOfAny("+-") >= 0 && text.Any("ugoarwx".Contains))
            return written.Refuse(
                "file mode",
                Expected,
                "a mode says how a file is, not what to change: write all of it, such as \"0640\" or u=rw,g=r,o=");
        return text.Contains('=', StringComparison.Ordinal) ? ReadSymbols(written) : written.Refuse("file mode", Expected, Hint(text));
    }

    private static bool IsOctal(string text) => text.Length is 3 or 4 && !text.AsSpan().ContainsAnyExceptInRange('0', '7');

    private static string? Hint(string text)
    {
        if (text.Length > 2 && text.StartsWith("0o", StringComparison.Ordinal) && IsOctal(text[2..]))
            return $"write it without '0o': \"{text[2..].PadLeft(4, '0')}\"";
        if (text.Length == 5 && text[0] == '0' && IsOctal(text[1..]))
            return $"did you mean '{text[1..]}'?";
        return text.AsSpan().ContainsAny('8', '9') && !text.AsSpan().ContainsAnyExceptInRange('0', '9')
            ? "octal digits go from 0 to 7"
            : null;
    }

    /// <summary><c>u=rw,g=r,o=</c>, which must tell of all three.</summary>
    private static string? ReadSymbols(Written written)
    {
        var (mode, seen, start) = (0, "", 0);
        foreach (var clause in written.Text.Split(','))
        {
            var part = start..(start + clause.Length);
            start += clause.Length + 1;
            var equals = clause.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || clause.AsSpan(0, equals).ContainsAnyExcept("ugoa") || clause.AsSpan(equals + 1).ContainsAnyExcept("rwxst"))
                return written.Fail(
                    part,
                    $"'{clause}' is no part of a file mode: it must be u, g, o or a, '=', and some of r, w, x, s and t");
            var who = clause[..equals].Replace("a", "ugo", StringComparison.Ordinal);
            if (who.AsSpan().ContainsAny(seen))
                return written.Fail(part, $"'{clause}' tells again what was told before it");
            seen += who;
            mode |= Bits(who, clause[(equals + 1)..]);
        }
        var missing = "ugo".Where(who => !seen.Contains(who, StringComparison.Ordinal)).Select(static who => $"{who}=").ToArray();
        if (missing.Length > 0)
            return written.Fail(
                $"{written.Quoted} does not tell all of the mode: '{string.Join(',', missing)}' is missing",
                "it must tell of u, g and o; nothing behind '=' means no permission");
        return Convert.ToString(mode, 8).PadLeft(4, '0');
    }

    private static int Bits(string who, string permissions)
    {
        var mode = 0;
        foreach (var permission in permissions)
        {
            mode |= permission switch
            {
                's' => (who.Contains('u', StringComparison.Ordinal) ? 0x800 : 0) | (who.Contains('g', StringComparison.Ordinal) ? 0x400 : 0),
                't' => 0x200,
                _ => Each(who, permission == 'r' ? 4 : permission == 'w' ? 2 : 1),
            };
        }
        return mode;
    }

    private static int Each(string who, int bit) =>
        (who.Contains('u', StringComparison.Ordinal) ? bit << 6 : 0) | (who.Contains('g', StringComparison.Ordinal) ? bit << 3 : 0)
        | (who.Contains('o', StringComparison.Ordinal) ? bit : 0);
}
