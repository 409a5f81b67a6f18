using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Converge.Language.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Converge.Language.Yaml;

/// <summary>Makes nodes from the events of the parser.</summary>
internal sealed partial class YamlReader
{
    internal const int DeepestEver = 1000;

    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly YamlLimits _limits;
    private readonly bool _hasTabs;
    private readonly OldBreaks? _oldBreaks;
    private readonly SteadyScanner _scanner;
    private readonly Parser _parser;

    /// <summary>Anchors of this document. The value is null as long as the node has not been read to its end.</summary>
    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);

    // Stacks of what has been read of the collections that are still open.
    private readonly List<YamlNode> _items = [];
    private readonly List<YamlEntry> _entries = [];

    private long _nodeCount;
    private int _depth;

    /// <summary>Behind the last node that was read.</summary>
    private int _end;

    public YamlReader(SourceText source, DiagnosticBag diagnostics, YamlLimits limits, bool hasTabs, bool hasOldBreaks)
    {
        _source = source;
        _diagnostics = diagnostics;
        _limits = limits;
        _hasTabs = hasTabs;
        _oldBreaks = hasOldBreaks ? new OldBreaks(source.Text) : null;
        _scanner = new(new StringReader(_oldBreaks?.Masked ?? source.Text));
        _parser = new(_scanner);
    }

    /// <summary>The limit was reported; there is nothing more to read.</summary>
    private sealed class StopException : Exception;

    /// <summary>The documents, one if not a stream; default after an error that cannot be read past.</summary>
    public ImmutableArray<YamlNode> Read(bool isStream)
    {
        try
        {
            return ReadDocuments(isStream);
        }
        catch (StopException)
        {
            return default;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            ReportOnce(SyntaxError.Explain(_source, failure, (int)_scanner.CurrentPosition.Index));
            return default;
        }
    }

    private ImmutableArray<YamlNode> ReadDocuments(bool isStream)
    {
        var documents = ImmutableArray.CreateBuilder<YamlNode>(1);
        Next();
        while (Next() is DocumentStart start)
        {
            if (!isStream && documents.Count > 0)
            {
                ReportSecondDocument(Offset(start.Start));
                break;
            }
            _anchors.Clear();
            Next();
            documents.Add(ReadNode());
            CheckRoot(documents[^1]);
            Next();
        }
        return documents.DrainToImmutable();
    }

    private ParsingEvent Next() =>
        _parser.MoveNext() ? _parser.Current! : throw new YamlException("unexpected end");

    private YamlNode ReadNode()
    {
        var current = _parser.Current!;
        if (current is AnchorAlias alias)
            return ReadAlias(alias);
        if (current is not NodeEvent node)
            throw new YamlException(current.Start, current.End, "unexpected event");
        Count(1, Math.Max(_end, Offset(node.Start)));
        if (node.Anchor.IsEmpty)
            return ReadContent(node);
        var anchor = node.Anchor.Value;
        _anchors[anchor] = null;
        var content = ReadContent(node);
        _anchors[anchor] = content;
        return content;
    }

    private YamlNode ReadContent(NodeEvent node)
    {
        switch (node)
        {
            case Scalar scalar:
                return ReadScalar(scalar);
            case SequenceStart sequence:
                Enter(sequence);
                var items = ReadSequence(sequence);
                _depth--;
                return items;
            case MappingStart mapping:
                Enter(mapping);
                var entries = ReadMapping(mapping);
                _depth--;
                return entries;
            default:
                throw new YamlException(node.Start, node.End, "unexpected event");
        }
    }

    private void Enter(NodeEvent collection)
    {
        var deepest = Math.Min(_limits.Depth, DeepestEver);
        if (++_depth > deepest)
            throw Stop(Math.Max(_end, Offset(collection.Start)), $"lists and mappings are nested deeper than {deepest} levels");
    }

    private void Count(int nodes, int at)
    {
        _nodeCount += nodes;
        if (_nodeCount > _limits.Nodes)
            throw Stop(at, $"there are more than {_limits.Nodes} values", nodes > 1 ? "an alias counts as all that it repeats" : null);
    }

    private StopException Stop(int at, string message, string? hint = null)
    {
        _diagnostics.Error(_source.Span(at), message, hint);
        return new();
    }

    private YamlSequence ReadSequence(SequenceStart start)
    {
        var first = _items.Count;
        var isBlock = start.Style == SequenceStyle.Block;
        while (Next() is not SequenceEnd)
        {
            if (isBlock && _hasTabs)
                CheckTabs(Offset(_parser.Current!.Start), isKey: false);
            _items.Add(ReadNode());
        }
        var items = CollectionsMarshal.AsSpan(_items)[first..].ToArray();
        CollectionsMarshal.SetCount(_items, first);
        CheckTag(start, CoreTags.Sequence, "a list");
        var at = ContentStart(start);
        return new(_source, at, FindEnd(isBlock, at), ImmutableCollectionsMarshal.AsImmutableArray(items));
    }

    /// <summary>A collection in brackets ends with them; another one with the last node in it.</summary>
    private int FindEnd(bool isOpen, int start)
    {
        if (!isOpen)
            _end = Math.Min(Offset(_parser.Current!.Start) + 1, _source.Text.Length);
        return Math.Max(start, _end);
    }

    /// <summary>Behind the end of the text the scanner goes on counting.</summary>
    private int Offset(Mark mark) => (int)Math.Min(mark.Index, _source.Text.Length);

    private int ContentStart(NodeEvent node)
    {
        var start = Offset(node.Start);
        return node.Anchor.IsEmpty && node.Tag.IsEmpty ? start : YamlProperties.Skip(_source.Text, start);
    }
}
