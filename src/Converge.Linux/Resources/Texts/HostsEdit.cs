using Converge.Language.Values;

namespace Converge.Linux.Resources.Texts;

/// <summary>The line of an address in <c>/etc/hosts</c>.</summary>
internal static class HostsEdit
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>The names of each line that there is for an address.</summary>
    public static List<string[]> Find(TextLines lines, string address) =>
        [.. lines.Texts.Where(line => IsOf(line, address)).Select(static line => Words(line)[1..])];

    /// <summary>Makes the first line of the address the only one. Its comment stays.</summary>
    public static void Put(TextLines lines, string address, IReadOnlyList<string> names)
    {
        var at = lines.FindIndex(line => IsOf(line, address));
        var comment = at < 0 || lines[at].IndexOf('#', StringComparison.Ordinal) is not (> 0 and var hash) ? "" : $" {lines[at][hash..]}";
        if (at < 0)
            lines.Add(Line(address, names));
        else if (!Words(lines[at])[1..].SequenceEqual(names, StringComparer.OrdinalIgnoreCase))
            lines[at] = Line(address, names) + comment;
        for (var index = lines.Count - 1; at >= 0 && index > at; index--)
        {
            if (IsOf(lines[index], address))
                lines.RemoveAt(index);
        }
    }

    public static void Remove(TextLines lines, string address) => lines.RemoveAll(line => IsOf(line, address));

    private static string Line(string address, IReadOnlyList<string> names) => $"{address}\t{string.Join(' ', names)}";

    private static bool IsOf(string line, string address) => Words(line) is [var first, ..] && IpAddress.TryParse(first, out var read) && read.ToString() == address;

    private static string[] Words(string line) => line.Split('#')[0].Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
}
