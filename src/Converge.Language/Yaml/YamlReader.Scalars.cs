using Converge.Language.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Converge.Language.Yaml;

/// <summary>Scalars, aliases and tags.</summary>
internal sealed partial class YamlReader
{
    private YamlScalar ReadScalar(Scalar scalar)
    {
        var text = _oldBreaks is null ? scalar.Value : _oldBreaks.Restore(scalar.Value);
        var style = StyleOf(scalar.Style);
        var isMissing = text.Length == 0 && style == YamlScalarStyle.Plain;
        var start = isMissing ? Offset(scalar.Start) : ContentStart(scalar);
        _end = isMissing ? start : Offset(scalar.End);
        if (style == YamlScalarStyle.Plain && text is ['@' or '`' or '|' or '>' or '%', ..])
            Report(YamlMistakes.Beginning(_source, start));
        var type = scalar.Tag.IsEmpty ? style == YamlScalarStyle.Plain ? YamlType.Plain : YamlType.Text : ReadTag(scalar, text);
        if (type == YamlType.Plain && YamlSchema.FindProblem(text) is { } problem)
            Report(_source.Span(start, _end - start), problem, "put quotes around it if it is a string");
        return new(_source, start, _end, text, style, type);
    }

    private static YamlScalarStyle StyleOf(ScalarStyle style) => style switch
    {
        ScalarStyle.SingleQuoted => YamlScalarStyle.SingleQuoted,
        ScalarStyle.DoubleQuoted => YamlScalarStyle.DoubleQuoted,
        ScalarStyle.Literal => YamlScalarStyle.Literal,
        ScalarStyle.Folded => YamlScalarStyle.Folded,
        _ => YamlScalarStyle.Plain,
    };

    private YamlNode ReadAlias(AnchorAlias alias)
    {
        var (start, end) = (Offset(alias.Start), Offset(alias.End));
        _end = end;
        var span = _source.Span(start, end - start);
        var name = alias.Value.Value;
        if (_anchors.TryGetValue(name, out var node) && node is not null)
        {
            Count(node.Weight, start);
            return node.Repeat(span);
        }
        if (_anchors.ContainsKey(name))
            Report(span, $"the alias '*{name}' stands inside of what it repeats");
        else
            ReportUnknownAlias(span, name);
        Count(1, start);
        return new YamlScalar(_source, start, start, "", YamlScalarStyle.Plain, YamlType.Null) { AliasSpan = span, IsBroken = true };
    }

    private void ReportUnknownAlias(SourceSpan span, string name)
    {
        var known = new List<string>();
        foreach (var (anchor, node) in _anchors)
        {
            if (node is not null)
                known.Add(anchor);
        }
        var hint = Suggestions.Hint(name, known) ?? $"'*' begins an alias; put quotes around a string that begins with it, or define '&{name}' above";
        Report(span, $"no anchor '&{name}' above", hint);
    }

    private YamlType ReadTag(Scalar scalar, string text)
    {
        if (scalar.Tag.IsNonSpecific)
            return YamlType.Text;
        var (type, description) = CoreTags.Find(scalar.Tag.Value);
        if (description is null)
        {
            CheckTag(scalar, expected: "", "a string");
            return YamlType.Text;
        }
        if (YamlSchema.TryResolve(text, type, out _))
            return type;
        var at = ContentStart(scalar);
        Report(_source.Span(at, Offset(scalar.End) - at), $"'{Shorten(text)}' is not {description}", $"the tag '{TagText(scalar)}' asks for it");
        return YamlType.Text;
    }

    /// <summary>Anything but the expected tag, or none, is an error.</summary>
    private void CheckTag(NodeEvent node, string expected, string description)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific || node.Tag.Value == expected)
            return;
        var at = YamlProperties.FindTag(_source.Text, Offset(node.Start));
        var span = _source.Span(at, YamlProperties.TagLength(_source.Text, at));
        if (CoreTags.IsCore(node.Tag.Value))
            Report(span, $"the tag '{TagText(node)}' does not fit {description}");
        else
            Report(span, $"unknown tag '{TagText(node)}'", CoreTags.Hint(TagText(node)));
    }

    private string TagText(NodeEvent node)
    {
        var at = YamlProperties.FindTag(_source.Text, Offset(node.Start));
        return Shorten(_source.Text.Substring(at, YamlProperties.TagLength(_source.Text, at)));
    }

    private static string Shorten(string text)
    {
        const int Longest = 60;
        return text.Length > Longest ? text[..Longest] + "..." : text;
    }
}
