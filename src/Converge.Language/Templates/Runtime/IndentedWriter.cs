using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>The output, which indents every line that begins while an indent is in force.</summary>
internal sealed class IndentedWriter(TextBuffer buffer, bool indentEmptyLines) : IDisposable
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

    public int Length => buffer.Length;

    public bool IsSecret
    {
        get => buffer.IsSecret;
        set => buffer.IsSecret = value;
    }

    public void Write(ReadOnlySpan<char> text)
    {
        if (Indent is null)
            buffer.Append(text);
        else
            WriteIndented(text, Indent);
    }

    public void Write(Value value, string dateFormat)
    {
        if (value.IsText)
        {
            IsSecret |= value.IsSecret;
            Write(value.RevealText());
            return;
        }
        if (Indent is not null && buffer.EndsLine && value.Kind is not (ValueKind.Null or ValueKind.Empty))
            buffer.Append(Indent);
        ValuePrinter.Append(buffer, value, dateFormat);
    }

    public Value ToValue() => buffer.ToValue();

    public void Dispose() => buffer.Dispose();

    private void WriteIndented(ReadOnlySpan<char> text, string indent)
    {
        while (!text.IsEmpty)
        {
            if (buffer.EndsLine && (indentEmptyLines || text[0] is not ('\n' or '\r')))
                buffer.Append(indent);
            var end = text.IndexOf('\n') + 1;
            if (end == 0)
                end = text.Length;
            buffer.Append(text[..end]);
            text = text[end..];
        }
    }
}
