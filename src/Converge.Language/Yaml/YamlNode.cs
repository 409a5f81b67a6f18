using System.Runtime.CompilerServices;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Yaml;

/// <summary>A piece of a YAML document that knows where it was written. Nodes do not change.</summary>
public abstract class YamlNode
{
    // Most nodes have none, which costs as little as can be.
    private readonly StrongBox<SourceSpan>? _alias;

    private protected YamlNode(SourceText source, int start, int end)
    {
        Source = source;
        Start = start;
        End = end;
    }

    /// <summary>The text it was read from.</summary>
    public SourceText Source { get; }

    /// <summary>Offset in <see cref="Source"/> of the first character, after anchor and tag.</summary>
    public int Start { get; }

    /// <summary>Offset in <see cref="Source"/> behind the last character.</summary>
    public int End { get; }

    /// <summary>Where it was written, as far as it is on its first line; of what an alias repeats, the original.</summary>
    public SourceSpan Span => Source.Span(Start, SpanLength);

    /// <summary>Where the alias (<c>*name</c>) stands that brought it here; null if it stands here itself.</summary>
    public SourceSpan? AliasSpan
    {
        get => _alias?.Value;
        internal init => _alias = value is { } span ? new(span) : null;
    }

    /// <summary>What it is called in messages: 'a string', 'a list', 'a mapping'.</summary>
    public abstract string Description { get; }

    /// <summary>How many nodes it is, what aliases repeat counted each time.</summary>
    internal abstract int Weight { get; }

    private protected virtual int SpanLength => End - Start;

    /// <summary>As data; the positions are lost.</summary>
    public abstract Value ToValue();

    /// <summary>The same node, as an alias brings it to another place.</summary>
    internal abstract YamlNode Repeat(SourceSpan alias);
}
