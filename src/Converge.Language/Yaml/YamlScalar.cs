using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Yaml;

/// <summary>How a scalar was written.</summary>
public enum YamlScalarStyle : byte
{
    Plain,

    /// <summary><c>'...'</c></summary>
    SingleQuoted,

    /// <summary><c>"..."</c></summary>
    DoubleQuoted,

    /// <summary><c>|</c></summary>
    Literal,

    /// <summary><c>&gt;</c></summary>
    Folded,
}

/// <summary>A single value: a string, a number, true, false or null.</summary>
public sealed class YamlScalar : YamlNode
{
    internal YamlScalar(SourceText source, int start, int end, string text, YamlScalarStyle style, YamlType type)
        : base(source, start, end)
    {
        Text = text;
        Style = style;
        Type = type;
    }

    /// <summary>What was written, without quotes, escapes and indentation.</summary>
    public string Text { get; }

    public YamlScalarStyle Style { get; }

    /// <summary>Whether nothing, <c>~</c> or <c>null</c> was written.</summary>
    public bool IsNull => ToValue().IsNull;

    /// <summary>Whether it is a string, and not a number, true, false or null.</summary>
    public bool IsText => Type == YamlType.Text || ToValue().IsText;

    public override string Description => ToValue() switch
    {
        { IsNull: true } => "null",
        { IsText: true } => "a string",
        { Kind: ValueKind.Bool } => "true or false",
        _ => "a number",
    };

    /// <summary>What decides on its value.</summary>
    internal YamlType Type { get; }

    /// <summary>The place of an alias that could not be resolved, which has been reported.</summary>
    internal bool IsBroken { get; init; }

    internal override int Weight => 1;

    private protected override int SpanLength
    {
        get
        {
            if (Style is not (YamlScalarStyle.Literal or YamlScalarStyle.Folded))
                return End - Start;
            var end = Start + 1;
            while (end < End && (char.IsAsciiDigit(Source.Text[end]) || Source.Text[end] is '+' or '-'))
                end++;
            return end - Start;
        }
    }

    /// <summary>By the core schema of YAML 1.2, except that a number with a leading zero is a string.</summary>
    public override Value ToValue() => YamlSchema.Resolve(Text, Type);

    /// <summary>The text as a source of its own, whose positions are those of its characters in the file.</summary>
    public SourceText ToSource() => Source.Embed(Text, () => ScalarSegments.Find(this));

    internal override YamlNode Repeat(SourceSpan alias) => new YamlScalar(Source, Start, End, Text, Style, Type) { AliasSpan = alias };
}
