using Converge.Language.Text;

namespace Converge.Language.Yaml;

/// <summary>What the parser lets pass, or takes for something else than the user meant.</summary>
internal sealed partial class YamlReader
{
    private const int MostReports = 100;

    private int _reports;

    private void Report(SourceSpan at, string message, string? hint = null) => Report(Diagnostic.Error(at, message, hint));

    private void Report(Diagnostic diagnostic)
    {
        if (++_reports > MostReports)
            throw Stop(_end, $"more than {MostReports} errors; the rest is not shown");
        _diagnostics.Add(diagnostic);
    }

    /// <summary>Unless something is wrong with that line anyway, which most likely is the reason.</summary>
    private void ReportOnce(Diagnostic diagnostic)
    {
        if (!IsReported(diagnostic.At))
            _diagnostics.Add(diagnostic);
    }

    private bool IsReported(SourceSpan at)
    {
        foreach (var known in _diagnostics)
        {
            if (known.Severity == Severity.Error && known.At.Line == at.Line && known.At.File == at.File)
                return true;
        }
        return false;
    }

    private void ReportSecondDocument(int at)
    {
        if (_source.Text.AsSpan(at).StartsWith("---"))
            Report(_source.Span(at, 3), "a second document begins here", "there can be only one; put this into a file of its own, or remove '---'");
        else
            Report(_source.Span(at), "the document has ended before this", "indent it, or put quotes around a string that goes on here");
    }

    /// <summary>A key or a list entry must not be indented with tabs; the parser counts each as one blank.</summary>
    private void CheckTabs(int at, bool isKey)
    {
        var text = _source.Text;
        var line = YamlMistakes.StartOfLine(text, at);
        var before = text.AsSpan(line, at - line);
        var indicator = before.IndexOfAnyExcept(' ', '\t');
        if (indicator >= 0 && (!isKey || before.ContainsAnyExcept(" \t-?:")))
        {
            if (before[indicator] is not '-')
                return;
            before = before[..indicator];
        }
        var tab = before.IndexOf('\t');
        if (tab >= 0)
            Report(YamlMistakes.Tab(_source, line + tab));
    }

    /// <summary>The parser takes any alias for a key if it could be one, and loses its way behind it.</summary>
    private void CheckAliasKey(int at)
    {
        var text = _source.Text;
        var next = YamlProperties.SkipBlanks(text, _end);
        var before = text.AsSpan(0, at).TrimEnd();
        if ((next >= text.Length || text[next] != ':') && !before.EndsWith("?"))
            throw Stop(at, $"unexpected '{Shorten(text[at.._end])}'", "an alias that is a key is followed by ' :'");
    }

    /// <summary>
    /// <c>port:80</c> where a mapping was to be expected, on a line of its own. That is a string, and may be meant as one.
    /// In braces it is a key without a value, and surely not.
    /// </summary>
    private void CheckBlank(YamlScalar key, YamlNode value, bool isBlock)
    {
        if (value is not YamlScalar { Style: YamlScalarStyle.Plain, AliasSpan: null } scalar)
            return;
        if (isBlock && scalar.Text.Length > 0 && scalar.Start > key.End && _source.Text.AsSpan(key.End, scalar.Start - key.End).ContainsAny('\r', '\n'))
            WarnOfMissingBlank(scalar);
        else if (!isBlock && scalar.Start == scalar.End && YamlMistakes.FindMissingBlank(key.Text) is > 0 and var colon && IsWithoutColon(key))
            Report(YamlMistakes.MissingBlank(_source, key.Start + colon, key.Text[..colon]));
    }

    private bool IsWithoutColon(YamlScalar key)
    {
        var next = YamlProperties.SkipBlanks(_source.Text, key.End);
        return key.Style == YamlScalarStyle.Plain && key.AliasSpan is null && next < _source.Text.Length && _source.Text[next] != ':';
    }

    private void CheckRoot(YamlNode root)
    {
        if (root is YamlScalar { Style: YamlScalarStyle.Plain } scalar)
            WarnOfMissingBlank(scalar);
    }

    private void WarnOfMissingBlank(YamlScalar scalar)
    {
        var colon = YamlMistakes.FindMissingBlank(scalar.Text);
        if (colon <= 0 || _source.Text.AsSpan(scalar.Start, scalar.End - scalar.Start).ContainsAny('\r', '\n'))
            return;
        var key = scalar.Text[..colon];
        Report(Diagnostic.Warning(
            _source.Span(scalar.Start + colon),
            $"'{Shorten(scalar.Text)}' is one string here",
            $"for a key, put a blank behind the ':' of '{key}:'; for a string, put quotes around it"));
    }

    private bool TryReportBraces(int at)
    {
        var found = YamlMistakes.FindBraces(_source.Text, at);
        if (found < 0)
            return false;
        if (!IsReported(_source.Span(found)))
            Report(YamlMistakes.Braces(_source, found));
        return true;
    }
}
