using System.Collections.Immutable;

namespace Converge.Linux.Resources.Texts;

/// <summary>The keys of a host in <c>known_hosts</c>: lines of names, divided by commas, and a key.</summary>
/// <param name="names">What the host is called, its title first.</param>
internal sealed class KnownHostsEdit(ImmutableArray<string> names)
{
    private static readonly char[] Blanks = [' ', '\t'];

    private readonly string _field = string.Join(',', names);

    /// <summary>The keys that are trusted under any of the names.</summary>
    public IEnumerable<string> Find(TextLines lines) => lines.Texts.Where(line => Names(line).Any(IsOwn)).Select(Key).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Has these keys trusted under all of the names, and no others. Other names of a line keep its key; without keys they go
    /// with the host if it is the first of them.
    /// </summary>
    /// <returns>Whether anything had to be done.</returns>
    public bool Put(TextLines lines, IEnumerable<string> keys)
    {
        var missing = keys.Select(key => $"{_field} {key}").ToList();
        var (isChanged, isRemoval, last) = (false, missing.Count == 0, lines.Count);
        for (var index = lines.Count - 1; index >= 0; index--)
        {
            var line = lines[index];
            var others = Names(line).Where(name => !IsOwn(name)).ToList();
            if (others.Count == Names(line).Length || missing.Remove(Trimmed(line)))
                continue;
            isChanged = true;
            if (isRemoval && IsOwn(Names(line)[0]))
                others.Clear();
            if (others.Count > 0)
                lines[index] = $"{string.Join(',', others)} {Key(line)}";
            else
                lines.RemoveAt(index);
            // New keys take the place of old ones.
            last = others.Count > 0 ? index + 1 : index;
        }
        foreach (var line in missing)
            lines.Insert(last++, line);
        return isChanged || missing.Count > 0;
    }

    private bool IsOwn(string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>None of comments, of marked lines, which say something else, and of hashed ones.</summary>
    private static string[] Names(string line) =>
        Trimmed(line) is [not ('#' or '@' or '|'), ..] text && text.Split(' ') is [var field, _, _, ..] ? field.Split(',', StringSplitOptions.RemoveEmptyEntries) : [];

    private static string Key(string line) => Trimmed(line) is var text && text.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var at ? text[(at + 1)..] : text;

    private static string Trimmed(string line) => string.Join(' ', line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries));
}
