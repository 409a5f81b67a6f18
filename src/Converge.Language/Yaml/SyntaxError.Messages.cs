using Converge.Language.Text;

namespace Converge.Language.Yaml;

/// <summary>What is left: rare things, in which the parser is not so wrong about the place.</summary>
internal sealed partial class SyntaxError
{
    private Diagnostic Translate()
    {
        if (Is("incompatible YAML"))
            return Error(DirectiveStart(), "this version of YAML is not known", "remove the line, or write '%YAML 1.2'");
        var line = StartOfLine(_at);
        if (Is("invalid content after '...'") || _text.AsSpan(line).StartsWith("..."))
            return Error(line, 3, "nothing may stand behind '...'");
        if (Is("expected <document start>"))
            return Error(line + Indentation(line), "expected '---' behind the directives");
        if (Is("directive"))
            return Error(DirectiveStart(), "a directive ('%...') cannot be read", "it is not needed; remove it");
        if (Is("comment between adjacent"))
            return Error(_at, "a comment cannot divide a string");
        return Error(_at, _problem.Length == 0 || _at >= _text.Length ? "this cannot be read as YAML" : $"unexpected {Quote(_at)}");
    }

    private int DirectiveStart()
    {
        var line = StartOfLine(_start);
        while (line > 0 && Character(line) != '%')
            line = LineAbove(line);
        return line;
    }
}
