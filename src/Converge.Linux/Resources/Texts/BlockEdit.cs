namespace Converge.Linux.Resources.Texts;

/// <summary>Lines between two others that mark them.</summary>
/// <param name="comment">What begins a comment.</param>
internal sealed class BlockEdit(string comment, string marker)
{
    private readonly string _begin = $"{comment} BEGIN {marker}";
    private readonly string _end = $"{comment} END {marker}";

    /// <returns>Why the block cannot be told from the rest; null if it can.</returns>
    public string? Problem(TextLines lines)
    {
        var marks = lines.Texts.Where(IsMark).Select(static line => line.TrimEnd()).ToList();
        return marks is [] || marks.SequenceEqual([_begin, _end], StringComparer.Ordinal)
            ? null
            : $"there must be one line '{_begin}' and one line '{_end}' behind it, or neither";
    }

    /// <summary>Whether a line of the content would be taken for the end of the block.</summary>
    public bool IsMark(string line) => line.TrimEnd() is var text && (text == _begin || text == _end);

    /// <returns>Null if there is none.</returns>
    public List<string>? Find(TextLines lines) => Range(lines) is var (first, count) ? [.. lines.Texts.Skip(first + 1).Take(count - 2)] : null;

    /// <summary>Where it is, or else at the end.</summary>
    public void Put(TextLines lines, IReadOnlyList<string> content)
    {
        var at = Range(lines) is var (first, _) ? first : lines.Count;
        Remove(lines);
        Put(lines, content, at);
    }

    /// <summary>Where there was none.</summary>
    public void Put(TextLines lines, IReadOnlyList<string> content, int at)
    {
        string[] block = [_begin, .. content, _end];
        for (var index = 0; index < block.Length; index++)
            lines.Insert(at + index, block[index]);
    }

    public bool IsAt(TextLines lines, int at) => Range(lines)?.First == at;

    public void Remove(TextLines lines)
    {
        if (Range(lines) is not var (first, count))
            return;
        for (var left = count; left > 0; left--)
            lines.RemoveAt(first);
    }

    private (int First, int Count)? Range(TextLines lines)
    {
        var first = lines.FindIndex(line => line.TrimEnd() == _begin);
        var last = lines.FindIndex(line => line.TrimEnd() == _end);
        return first < 0 ? null : (first, last - first + 1);
    }
}
