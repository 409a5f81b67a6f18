using Converge.Language.Text;

namespace Converge.Language.Templates.Syntax;

/// <summary>Cuts a template into tokens. It never fails: what is no token becomes an invalid one and a diagnostic.</summary>
internal sealed partial class Lexer
{
    private readonly SourceText _source;
    private readonly string _text;
    private readonly DiagnosticBag _diagnostics;
    private OpenBrace[] _braces = new OpenBrace[8];
    private int _openBraces;
    private Token[] _tokens;
    private int _count;
    private int _position;

    private Lexer(SourceText source, DiagnosticBag diagnostics)
    {
        _source = source;
        _text = source.Text;
        _diagnostics = diagnostics;
        _tokens = new Token[16 + _text.Length / 4];
    }

    private enum OpenBrace
    {
        Initializer,
        DoubleQuoted,
        SingleQuoted,
    }

    private char Current => Peek(0);

    public static Token[] Tokenize(SourceText source, TemplateMode mode, DiagnosticBag diagnostics)
    {
        var lexer = new Lexer(source, diagnostics);
        if (mode == TemplateMode.Template)
            lexer.ReadTemplate();
        else
            lexer.ReadCode(isBlock: false);
        lexer.Add(TokenKind.End, lexer._text.Length, lexer._text.Length);
        return lexer._tokens;
    }

    private char Peek(int ahead)
    {
        var position = _position + ahead;
        return position < _text.Length ? _text[position] : '\0';
    }

    private void Add(TokenKind kind, int start, int end)
    {
        if (_count == _tokens.Length)
            Grow();
        _tokens[_count++] = new(kind, start, end);
    }

    // Not Array.Resize, which would be compiled for a type of ours at every start of the program; nor a Stack for the braces.
    private void Grow()
    {
        var tokens = _tokens;
        _tokens = new Token[_count * 2];
        Array.Copy(tokens, _tokens, _count);
    }

    private void Open(OpenBrace brace)
    {
        if (_openBraces == _braces.Length)
        {
            var braces = _braces;
            _braces = new OpenBrace[_openBraces * 2];
            Array.Copy(braces, _braces, _openBraces);
        }
        _braces[_openBraces++] = brace;
    }

    /// <summary>A token of this length at the current position.</summary>
    private void Take(TokenKind kind, int length)
    {
        Add(kind, _position, _position + length);
        _position += length;
    }

    private void Error(int start, int length, string message, string? hint = null)
    {
        if (_diagnostics.Count < Parser.MostErrors)
            _diagnostics.Error(_source.Span(start, length), message, hint);
    }
}
