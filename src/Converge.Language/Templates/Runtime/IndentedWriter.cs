using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>The output, which indents every line that begins while an indent is in force.</summary>
internal sealed class IndentedWriter(TextBuffer buffer, bool indentEmptyLines) : IDisposable
{
    private bool _atLineStart;

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
        if (text.IsEmpty)
            return;
        if (Indent is null)
            buffer.Append(text);
        else
            WriteIndented(text, Indent);
        _atLineStart = text[^1] == '\n';
    }

    public void Write(Value value, string dateFormat)
    {
        if (value.IsText)
        {
            IsSecret |= value.IsSecret;
            Write(value.RevealText());
            return;
        }
        if (_atLineStart && Indent is not null && value.Kind is not (ValueKind.Null or ValueKind.Empty))
            buffer.Append(Indent);
        var before = buffer.Length;
        ValuePrinter.Append(buffer, value, dateFormat);
        if (buffer.Length > before)
            _atLineStart = buffer.Written[^1] == '\n';
    }

    public Value ToValue() => buffer.ToValue();

    public void Dispose() => buffer.Dispose();

    private void WriteIndented(ReadOnlySpan<char> text, string indent)
    {
        while (!text.IsEmpty)
        {
            if (_atLineStart && (indentEmptyLines || text[0] is not ('\n' or '\r')))
                buffer.Append(indent);
            var end = text.IndexOf('\n') + 1;
            if (end == 0)
                end = text.Length;
            buffer.Append(text[..end]);
            _atLineStart = text[end - 1] == '\n';
            text = text[end..];
        }
    }
}
