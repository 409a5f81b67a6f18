using Converge.Language.Text;

namespace Converge.Language.Cases;

/// <summary>One named text of a case.</summary>
/// <param name="Text">What the section means.</param>
/// <param name="Line">Where its header stands; 0 for one that was never in a file.</param>
public sealed record CaseSection(string Name, string Text, int Line = 0)
{
    /// <summary>
    /// The line that takes the last newline away: in a file every line has one, but a text may end without.
    /// </summary>
    internal const string NoNewline = "\\ no newline at the end\n";

    private const string HeaderStart = "-- ";
    private const string HeaderEnd = " --";

    /// <summary>The bytes between this header and the next as the file has them; null if the file is to be told.</summary>
    internal string? Raw { get; init; }

    /// <summary>The text with the places that it has in the file.</summary>
    public SourceText Source { get; private init; } = SourceText.From(Name, Text);

    /// <param name="start">Where the text begins in the file.</param>
    internal static CaseSection Read(SourceText file, string name, string raw, int line, int start)
    {
        var text = raw.EndsWith($"\n{NoNewline}", StringComparison.Ordinal) ? raw[..^(NoNewline.Length + 1)] : raw;
        return new(name, text, line) { Raw = raw, Source = file.Embed(text, [new(0, start)]) };
    }

    /// <summary>The name in a line <c>-- name --</c>, or null for any other line.</summary>
    internal static string? NameIn(ReadOnlySpan<char> line)
    {
        line = line.TrimEnd('\n');
        if (line.Length <= HeaderStart.Length + HeaderEnd.Length || !line.StartsWith(HeaderStart) || !line.EndsWith(HeaderEnd))
            return null;
        return line[HeaderStart.Length..^HeaderEnd.Length].Trim().ToString();
    }

    /// <summary>Header and text as a file has them.</summary>
    /// <param name="last">Only the last section of a file may end in the middle of a line.</param>
    internal string Write(bool last)
    {
        var body = Raw is not null && (last || Raw.Length == 0 || Raw.EndsWith('\n')) ? Raw : Encode();
        return $"{HeaderStart}{Name}{HeaderEnd}\n{body}";
    }

    private string Encode()
    {
        foreach (var line in TextLines.Of(Text))
        {
            if (NameIn(line.TrimEnd('\r', '\n')) is not null || line.TrimEnd('\n') == NoNewline.TrimEnd('\n'))
                throw new InvalidOperationException($"section '{Name}' cannot hold the line '{line.TrimEnd('\n')}': a case file would take it for its own");
        }
        return Text.Length == 0 || Text.EndsWith('\n') ? Text : $"{Text}\n{NoNewline}";
    }
}
