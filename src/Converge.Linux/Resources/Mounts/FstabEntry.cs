using System.Collections.Immutable;
using System.Globalization;
using Converge.Linux.Resources.Texts;

namespace Converge.Linux.Resources.Mounts;

/// <summary>A line of <c>/etc/fstab</c>.</summary>
internal sealed record FstabEntry(string Device, string Path, string FileSystem, ImmutableArray<string> Options, int Dump, int Pass)
{
    private const int FewestFields = 3;
    private const int MostFields = 6;

    private static readonly char[] Blanks = [' ', '\t'];

    /// <returns>Null for a line that is none.</returns>
    public static FstabEntry? Parse(string line)
    {
        var fields = line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is < FewestFields or > MostFields || fields[0].StartsWith('#'))
            return null;
        ImmutableArray<string> options = fields.Length > FewestFields ? [.. fields[FewestFields].Split(',', StringSplitOptions.RemoveEmptyEntries)] : ["defaults"];
        return new(FstabText.Unescape(fields[0].Replace("\"", "", StringComparison.Ordinal)), FstabText.Unescape(fields[1]), fields[2], options, Number(fields, 4), Number(fields, 5));
    }

    public bool Equals(FstabEntry? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{FstabText.Escape(Device)} {FstabText.Escape(Path)} {FileSystem} {FstabText.Escape(string.Join(',', Options))} {Dump} {Pass}");

    /// <summary>All entries that a predicate knows.</summary>
    public static List<FstabEntry> Find(TextLines lines, Predicate<FstabEntry> isIt) => [.. lines.Texts.Select(Parse).OfType<FstabEntry>().Where(entry => isIt(entry))];

    /// <summary>Puts an entry in the place of the first of those that a predicate knows, else at the end; the others go.</summary>
    public void Put(TextLines lines, Predicate<FstabEntry> isIt)
    {
        var at = lines.FindIndex(line => Parse(line) is { } entry && isIt(entry));
        if (at < 0)
        {
            lines.Add(ToString());
            return;
        }
        if (Parse(lines[at]) != this)
            lines[at] = ToString();
        for (var index = lines.Count - 1; index > at; index--)
        {
            if (Parse(lines[index]) is { } entry && isIt(entry))
                lines.RemoveAt(index);
        }
    }

    public static void Remove(TextLines lines, Predicate<FstabEntry> isIt) => lines.RemoveAll(line => Parse(line) is { } entry && isIt(entry));

    private static int Number(string[] fields, int at) => at < fields.Length && int.TryParse(fields[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
