using Converge.Language.Text;

namespace Converge.Resources.Types;

/// <summary>A text to be read, and where it was written.</summary>
internal readonly record struct Written(string Text, Place Place, DiagnosticBag Diagnostics)
{
    private const int LongestQuote = 60;

    /// <summary>For messages.</summary>
    public string Quoted => Quote(Text);

    public static string Quote(string text) => text.Length <= LongestQuote ? $"'{text}'" : $"'{text[..(LongestQuote - 3)]}...'";

    /// <summary>Reports that the text is not what it must be.</summary>
    public string? Refuse(string noun, string expected, string? hint = null) => Fail($"{Quoted} is no {noun}: it must be {expected}", hint);

    public string? Fail(string message, string? hint = null)
    {
        Diagnostics.Error(Place.Span, message, hint);
        return null;
    }

    /// <summary>Reports a part of the text.</summary>
    public string? Fail(Range part, string message, string? hint = null)
    {
        var (start, length) = part.GetOffsetAndLength(Text.Length);
        Diagnostics.Error(Place.Part(Text, start, length), message, hint);
        return null;
    }
}
