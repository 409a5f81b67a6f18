using Converge.Language.Text;

namespace Converge.Language.Values;

/// <summary>A text is no JSON. Neither message quotes it, since it may be secret.</summary>
public sealed class JsonTextException : FormatException
{
    internal const string Half = "invalid JSON: half of a surrogate pair";

    internal JsonTextException(string problem, string text, int offset)
        : base(Locate(problem, text, offset))
    {
        Problem = problem;
        Offset = offset;
    }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }

    /// <summary>Where in the text, not counting a byte-order mark; a <see cref="SourceText"/> turns it into line and column.</summary>
    public int Offset { get; }

    private static string Locate(string problem, string text, int offset)
    {
        var at = SourceText.From("", text).Span(offset);
        return $"{problem} at line {at.Line}, column {at.Column}";
    }
}
