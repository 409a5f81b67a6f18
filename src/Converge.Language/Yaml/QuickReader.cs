using System.Runtime.InteropServices;
using Converge.Language.Text;

namespace Converge.Language.Yaml;

/// <summary>
/// Reads what nearly every file consists of, many times as fast as the parser: blocks, quotes, brackets, comments. It never
/// reports anything: whatever it does not know, and whatever may be wrong or deserves a warning, makes it give up, and
/// <see cref="YamlReader"/> reads the whole text. See docs/decisions/031-yaml-twice.md.
/// </summary>
/// <remarks>Methods return null, or false, if they gave up. Those of blocks end at the first character of the next line that has any.</remarks>
internal sealed partial class QuickReader
{
    private const int DeepestColumn = 1000;
    private const int NoColumn = -1;
    private const int Root = -1;

    private readonly SourceText _source;
    private readonly string _text;
    private readonly YamlLimits _limits;

    // Stacks of what has been read of the collections that are still open.
    private readonly List<YamlNode> _items = [];
    private readonly List<YamlEntry> _entries = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    private int _at;

    /// <summary>Where the line begins that <see cref="_at"/> is in.</summary>
    private int _line;

    /// <summary>Of the next line that has anything in it; none at the end.</summary>
    private int _column;

    /// <summary>Behind the last node that was read.</summary>
    private int _end;

    private int _depth;

    private QuickReader(SourceText source, YamlLimits limits)
    {
        _source = source;
        _text = source.Text;
        _limits = limits;
    }

    /// <summary>The one document of the text, a mapping or a list; null if this is nothing for a quick reader.</summary>
    public static YamlNode? Read(SourceText source, YamlLimits limits)
    {
        var reader = new QuickReader(source, limits);
        if (source.Text.Contains('\r', StringComparison.Ordinal) || !reader.FindStart())
            return null;
        var root = reader.ReadBlock(Root, mayNest: true);
        return root is not YamlScalar && reader._column == NoColumn && root?.Weight <= limits.Nodes ? root : null;
    }

    private bool FindStart()
    {
        if (!FindContent())
            return false;
        if (_column != 0 || !_text.AsSpan(_at).StartsWith("---\n"))
            return _column != NoColumn && !IsMark();
        _at += "---\n".Length;
        return FindContent() && _column != NoColumn && !IsMark();
    }

    /// <summary>To the next line that has more than a comment.</summary>
    private bool FindContent()
    {
        while (true)
        {
            _line = _at;
            while (_at < _text.Length && _text[_at] == ' ')
                _at++;
            _column = _at - _line;
            if (_at == _text.Length)
            {
                _column = NoColumn;
                return true;
            }
            switch (_text[_at])
            {
                case '\n':
                    _at++;
                    break;
                case '#':
                    _at = NextLine(_at);
                    break;
                default:
                    return _text[_at] != '\t' && _column <= DeepestColumn;
            }
        }
    }

    /// <summary>Behind a node: nothing but blanks and a comment may follow in its line.</summary>
    private bool EndLine()
    {
        SkipBlanks();
        if (!IsEndOfLine())
            return false;
        _at = NextLine(_at);
        return FindContent() && (_column != 0 || !IsMark());
    }

    private bool IsEndOfLine() =>
        _at == _text.Length || _text[_at] == '\n' || (_text[_at] == '#' && _text[_at - 1] == ' ');

    /// <summary>What means something to a stream of documents where it stands at the beginning of a line.</summary>
    private bool IsMark() =>
        _text[_at] == '%' || _text.AsSpan(_at).StartsWith("---") || _text.AsSpan(_at).StartsWith("...");

    private int NextLine(int at)
    {
        var length = _text.AsSpan(at).IndexOf('\n');
        return length < 0 ? _text.Length : at + length + 1;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] == ' ')
            _at++;
    }

    private bool IsBlank(int at) => at >= _text.Length || _text[at] is ' ' or '\n';

    private bool IsEntry() => _text[_at] == '-' && IsBlank(_at + 1);

    /// <param name="parent">The column of what it belongs to.</param>
    /// <param name="mayNest">Whether lists and mappings without brackets can begin here.</param>
    private YamlNode? ReadBlock(int parent, bool mayNest)
    {
        switch (_text[_at])
        {
            case '[' or '{':
                _flowParent = parent;
                return ReadFlow() is { } flow && EndLine() ? flow : null;
            case '|' or '>':
                return ReadBlockScalar(parent);
            case '-' when IsEntry():
                return mayNest ? ReadSequence() : null;
        }
        var start = _at;
        if (!FindScalar(out var scalar))
            return null;
        if (IsKey())
        {
            _at = start;
            return mayNest ? ReadMapping() : null;
        }
        return scalar.Style == YamlScalarStyle.Plain ? ReadPlain(scalar, parent) : EndLine() ? Make(scalar) : null;
    }

    private YamlSequence? ReadSequence()
    {
        var (start, column, first) = (_at, _at - _line, _items.Count);
        if (!Enter())
            return null;
        do
        {
            _at++;
            if (ReadEntry(column) is not { } item)
                return null;
            _items.Add(item);
        }
        while (_column == column && IsEntry());
        _depth--;
        return EndSequence(start, first, _end);
    }

    private YamlNode? ReadEntry(int column)
    {
        var from = _at;
        SkipBlanks();
        if (!IsEndOfLine())
            return ReadBlock(column, mayNest: true);
        if (!EndLine())
            return null;
        return _column > column ? ReadBlock(column, mayNest: true) : MakeMissing(from);
    }

    private YamlSequence EndSequence(int start, int first, int end)
    {
        var items = CollectionsMarshal.AsSpan(_items)[first..].ToArray();
        CollectionsMarshal.SetCount(_items, first);
        return new(_source, start, end, ImmutableCollectionsMarshal.AsImmutableArray(items));
    }

    private YamlMapping? ReadMapping()
    {
        var (start, column, first) = (_at, _at - _line, _entries.Count);
        if (!Enter())
            return null;
        do
        {
            if (!FindScalar(out var found) || MakeKey(found) is not { } key || ReadValue(column) is not { } value)
                return null;
            _entries.Add(new(key, value));
        }
        while (_column == column);
        _depth--;
        return EndMapping(start, first, _end);
    }

    /// <summary>The colon is next.</summary>
    private YamlNode? ReadValue(int column)
    {
        var from = ++_at;
        SkipBlanks();
        if (!IsEndOfLine())
            return ReadBlock(column, mayNest: false);
        if (!EndLine())
            return null;
        if (_column == column && IsEntry())
            return ReadSequence();
        if (_column <= column)
            return MakeMissing(from);
        var value = ReadBlock(column, mayNest: true);
        return value is YamlScalar { Style: YamlScalarStyle.Plain } scalar && YamlMistakes.FindMissingBlank(scalar.Text) > 0 ? null : value;
    }

    private YamlScalar? MakeKey(in FoundScalar found) =>
        IsKey() && !found.IsEmpty && !IsMisread(found) && Make(found) is { Text: not YamlReader.MergeKey } key ? key : null;

    /// <summary>The parser takes an asterisk in a key for an alias, and does not see its end.</summary>
    private bool IsMisread(in FoundScalar key) =>
        key.Style == YamlScalarStyle.Plain && _text.AsSpan(key.Start, key.End - key.Start).Contains('*');

    private YamlMapping? EndMapping(int start, int first, int end)
    {
        var entries = CollectionsMarshal.AsSpan(_entries)[first..].ToArray();
        CollectionsMarshal.SetCount(_entries, first);
        if (HasDuplicates(entries))
            return null;
        return new(_source, start, end, ImmutableCollectionsMarshal.AsImmutableArray(entries));
    }

    private bool HasDuplicates(YamlEntry[] entries)
    {
        if (entries.Length > YamlMapping.LargestScanned)
        {
            _keys.Clear();
            return !Array.TrueForAll(entries, entry => _keys.Add(entry.Name));
        }
        for (var i = 1; i < entries.Length; i++)
        {
            for (var earlier = 0; earlier < i; earlier++)
            {
                if (string.Equals(entries[i].Name, entries[earlier].Name, StringComparison.Ordinal))
                    return true;
            }
        }
        return false;
    }

    private bool Enter() => ++_depth <= Math.Min(_limits.Depth, YamlReader.DeepestEver);
}
