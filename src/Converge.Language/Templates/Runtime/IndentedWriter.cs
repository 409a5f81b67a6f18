using System.Runtime.CompilerServices;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>The output, which indents every line that begins while an indent is in force.</summary>
internal sealed class IndentedWriter(int limit, bool indentEmptyLines) : TextBuffer(limit)
{
    /// <summary>Null: lines are written as they are.</summary>
    public string? Indent
    {
        get;
        set
        {
            // Mostly it is set to what it is, and a comparison costs less than writing a reference.
            if (!ReferenceEquals(field, value))
                field = value;
        }
    }

    public void Write(ReadOnlySpan<char> text)
    {
        if (Indent is null)
            Append(text);
        else
            WriteIndented(text, Indent);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(Value value, string dateFormat)
    {
        if (value.IsText)
        {
            IsSecret |= value.IsSecret;
            Write(value.RevealText());
            return;
        }
        if (Indent is not null && EndsLine && value.Kind is not (ValueKind.Null or ValueKind.Empty))
            Append(Indent);
        ValuePrinter.Append(this, value, dateFormat);
    }

    private void WriteIndented(ReadOnlySpan<char> text, string indent)
    {
        while (!text.IsEmpty)
        {
            if (EndsLine && (indentEmptyLines || text[0] is not ('\n' or '\r')))
                Append(indent);
            var end = text.IndexOf('\n') + 1;
            if (end == 0)
                end = text.Length;
            Append(text[..end]);
            text = text[end..];
        }
    }
}
