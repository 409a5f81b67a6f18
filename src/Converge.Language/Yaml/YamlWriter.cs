using Converge.Language.Values;

namespace Converge.Language.Yaml;

/// <summary>
/// Writes values as YAML in block style, such that every reader, of YAML 1.1 or 1.2, gets the same values back. Without a
/// line break at the end, unless the last thing is a block of text, which would lose its own.
/// </summary>
public sealed class YamlWriter
{
    private const int DeepestNesting = 64;

    /// <summary>Longer keys need another notation.</summary>
    private const int LongestKey = 800;

    private readonly TextBuffer _buffer;
    private readonly int _indent;
    private readonly Func<ScriptList, IEnumerable<Value>> _walk;
    private int _depth;
    private bool _owesBreak;

    private YamlWriter(TextBuffer buffer, int indent, Func<ScriptList, IEnumerable<Value>>? walk)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(indent, 1);
        _buffer = buffer;
        _indent = indent;
        _walk = walk ?? (static list => list);
    }

    /// <summary>As text, secret if any part of the value is.</summary>
    /// <param name="indent">Blanks by which what is inside is moved to the right.</param>
    /// <exception cref="FormatException">The value has a part that YAML cannot express.</exception>
    public static Value Write(Value value, int indent = 2)
    {
        using var buffer = new TextBuffer(int.MaxValue);
        Append(buffer, value, indent);
        return buffer.ToValue();
    }

    /// <param name="walk">Goes through a list; whoever counts the steps passes it.</param>
    internal static void Append(TextBuffer buffer, Value value, int indent, Func<ScriptList, IEnumerable<Value>>? walk = null)
    {
        var writer = new YamlWriter(buffer, indent, walk);
        if (!writer.TryAppendCollection(value, column: 0))
            writer.AppendScalar(value, column: 0);
        if (writer._owesBreak)
            buffer.Append('\n');
    }

    /// <summary>Lists and mappings that are not empty, from where the writer is; what is on further lines begins at the column.</summary>
    private bool TryAppendCollection(Value value, int column)
    {
        if (value.As<ScriptObject>() is { Count: > 0 } members)
        {
            Enter();
            AppendMembers(members, column);
        }
        else if (value.As<ScriptList>() is { } list && TryStart(list, out var items))
        {
            Enter();
            AppendItems(items, column);
        }
        else
        {
            return false;
        }
        _depth--;
        return true;
    }

    private void Enter()
    {
        if (++_depth > DeepestNesting)
            throw new FormatException($"a value is nested deeper than {DeepestNesting} levels");
    }

    private bool TryStart(ScriptList list, out IEnumerator<Value> items)
    {
        items = _walk(list).GetEnumerator();
        if (items.MoveNext())
            return true;
        items.Dispose();
        return false;
    }

    private void AppendMembers(ScriptObject members, int column)
    {
        for (var position = 0; position < members.Count; position++)
        {
            if (position > 0)
                StartLine(column);
            AppendKey(members.Keys[position], column);
            AppendBelow(members.Values[position], column);
        }
    }

    private void AppendKey(string key, int column)
    {
        if (key.Length <= LongestKey)
        {
            YamlScalarText.Append(_buffer, key);
        }
        else
        {
            _buffer.Append("? ");
            YamlScalarText.Append(_buffer, key);
            StartLine(column);
        }
        _buffer.Append(':');
    }

    /// <summary>The value of a key: a scalar beside it, a collection on the lines below.</summary>
    private void AppendBelow(Value value, int column)
    {
        var before = _buffer.Length;
        StartLine(column + _indent);
        if (TryAppendCollection(value, column + _indent))
            return;
        _buffer.Truncate(before);
        _buffer.Append(' ');
        AppendScalar(value, column);
    }

    private void AppendItems(IEnumerator<Value> items, int column)
    {
        const int Dash = 2;
        using (items)
        {
            var isFirst = true;
            do
            {
                if (!isFirst)
                    StartLine(column);
                isFirst = false;
                _buffer.Append("- ");
                if (!TryAppendCollection(items.Current, column + Dash))
                    AppendScalar(items.Current, column);
            }
            while (items.MoveNext());
        }
    }

    private void StartLine(int column)
    {
        _owesBreak = false;
        _buffer.Append('\n');
        AppendBlanks(column);
    }

    private void AppendBlanks(int count)
    {
        for (; count > 0; count--)
            _buffer.Append(' ');
    }

    private void AppendScalar(Value value, int column)
    {
        _owesBreak = false;
        switch (value.Kind)
        {
            case ValueKind.String or ValueKind.Secret:
                _buffer.IsSecret |= value.IsSecret;
                AppendText(value.RevealText(), column);
                break;
            case ValueKind.Null:
                _buffer.Append("null");
                break;
            case ValueKind.Array or ValueKind.Range:
                _buffer.Append("[]");
                break;
            case ValueKind.Object or ValueKind.Empty:
                _buffer.Append("{}");
                break;
            case ValueKind.Function:
                throw new FormatException("a function cannot be written as YAML");
            default:
                YamlScalarText.AppendAtom(_buffer, value);
                break;
        }
    }

    private void AppendText(string text, int column)
    {
        if (!YamlScalarText.IsBlock(text))
        {
            YamlScalarText.Append(_buffer, text);
            return;
        }
        var endsWithBreak = text[^1] == '\n';
        _buffer.Append(endsWithBreak ? "|" : "|-");
        var body = endsWithBreak ? text.AsSpan(0, text.Length - 1) : text;
        foreach (var line in body.Split('\n'))
        {
            _buffer.Append('\n');
            if (body[line].IsEmpty)
                continue;
            AppendBlanks(column + _indent);
            _buffer.Append(body[line]);
        }
        _owesBreak = endsWithBreak;
    }
}
