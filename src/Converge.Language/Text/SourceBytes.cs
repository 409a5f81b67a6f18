using System.Text;
using System.Text.Unicode;

namespace Converge.Language.Text;

/// <summary>Texts as they are in files.</summary>
public static class SourceBytes
{
    /// <param name="path">What diagnostics call it.</param>
    /// <returns>Null after an error: it is not UTF-8.</returns>
    public static SourceText? Decode(string path, ReadOnlySpan<byte> content, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (Utf8.IsValid(content))
            return SourceText.From(path, Encoding.UTF8.GetString(content));
        var valid = new char[content.Length];
        Utf8.ToUtf16(content, valid, out var wrong, out var length, replaceInvalidSequences: false);
        var place = SourceText.From(path, new string(valid, 0, length));
        diagnostics.Error(place.Span(place.Text.Length), $"the byte 0x{content[wrong]:x2} is not valid UTF-8");
        return null;
    }
}
