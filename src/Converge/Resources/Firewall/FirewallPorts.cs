using System.Buffers;
using System.Globalization;

namespace Converge.Resources.Firewall;

/// <summary>Ports as ufw takes them: <c>22</c>, <c>80,443</c>, <c>6000:6007</c>.</summary>
public static class FirewallPorts
{
    public const string Form = "ports such as 443, 80,443 or 6000:6007";

    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789,:-");

    private const int Largest = 65535;

    // A range counts as two.
    private const int Most = 15;

    /// <summary>Whether more than one port is meant, which ufw allows of tcp and udp alone.</summary>
    public static bool AreSeveral(string ports)
    {
        ArgumentNullException.ThrowIfNull(ports);
        return ports.AsSpan().ContainsAny(',', ':');
    }

    /// <summary>Whether a text is meant to be ports, and not a name.</summary>
    internal static bool LooksLike(string text) =>
        text.Length > 0 && char.IsAsciiDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(Characters);

    /// <summary>The canonical form: in order, each once.</summary>
    internal static string? Read(string text, out FirewallError? error)
    {
        error = null;
        var (ranges, start) = (new SortedSet<(int First, int Last)>(), 0);
        foreach (var part in text.Split(','))
        {
            if (ReadRange(part, start..(start + part.Length), out error) is not { } range)
                return null;
            ranges.Add(range);
            start += part.Length + 1;
        }
        if (ranges.Sum(static r => r.First == r.Last ? 1 : 2) > Most)
        {
            error = new(.., $"there are more than {Most} ports in one rule, each range counted as two", "write several rules");
            return null;
        }
        return string.Join(',', ranges.Select(static r => r.First == r.Last ? Print(r.First) : $"{Print(r.First)}:{Print(r.Last)}"));
    }

    private static (int First, int Last)? ReadRange(string text, Range part, out FirewallError? error)
    {
        error = null;
        var ends = text.Split(':');
        var first = Number(ends[0]);
        var last = Number(ends[^1]);
        if (ends.Length <= 2 && first > 0 && last >= first && (ends.Length == 1 || last > first))
            return (first, last);
        var hint = text.Contains('-', StringComparison.Ordinal) ? $"a range is written with ':': {text.Replace('-', ':')}" : null;
        error = ends.Length == 2 && first > 0 && last > 0
            ? new(part, $"'{text}' is no range of ports: the first must be less than the last")
            : new(part, $"'{text}' is no port: it must be a number from 1 to {Largest}, or a range such as 6000:6007", hint);
        return null;
    }

    private static int Number(string text) =>
        text.Length <= 5 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Largest
            ? number
            : 0;

    private static string Print(int port) => port.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What is wrong with a rule, and which part of its text.</summary>
internal sealed record FirewallError(Range Part, string Message, string? Hint = null);
