using System.Runtime.CompilerServices;
using Converge.Language.Text;

namespace Converge.Language.Templates.Syntax;

/// <summary>
/// Builds the tree of a template. An error ends the statement it is in; parsing goes on at the next one, so that several
/// errors are shown at once.
/// </summary>
internal sealed partial class Parser
{
    /// <summary>Of one source; nobody reads more, and a file that is no template at all has millions.</summary>
    public const int MostErrors = 50;

    private const int DeepestNesting = 250;
    private const int LongestChain = 1000;

    private readonly SourceText _source;
    private readonly string _text;
    private readonly DiagnosticBag _diagnostics;
    private readonly Token[] _tokens;
    private readonly bool _localsOnly;
    private int _next;
    private int _depth;

    /// <summary>Blocks whose <c>end</c> is still to come.</summary>
    private int _openBlocks;

    /// <summary>Above zero inside initializers, where newlines do not matter.</summary>
    private int _newLinesIgnored;

    private Parser(SourceText source, Token[] tokens, DiagnosticBag diagnostics, bool localsOnly)
    {
        _source = source;
        _text = source.Text;
        _tokens = tokens;
        _diagnostics = diagnostics;
        _localsOnly = localsOnly;
    }

    private Token Current => _tokens[_next];

    private TokenKind Kind => _tokens[_next].Kind;

    private Token Previous => _tokens[Math.Max(0, _next - 1)];

    /// <param name="localsOnly">Whether assigning to anything but locals (<c>$x</c>) is an error.</param>
    public static StatementList ParseStatements(SourceText source, TemplateMode mode, bool localsOnly, DiagnosticBag diagnostics)
    {
        var parser = new Parser(source, Lexer.Tokenize(source, mode, diagnostics), diagnostics, localsOnly);
        if (mode == TemplateMode.Expression)
            return parser.ParseSingleExpression();
        return parser.ParseUntil(isPage: true);
    }

    /// <summary>A piece of source as messages quote it: one line, bounded, in quotes.</summary>
    public static string Describe(ReadOnlySpan<char> text)
    {
        const int Longest = 40;
        if (text is "\n" or "\r\n" or "\r")
            return "'\\n'";
        var line = text.IndexOfAny('\n', '\r');
        if (line >= 0)
            text = text[..line];
        return text.Length > Longest ? $"'{text[..Longest]}...'" : $"'{text}'";
    }

    private StatementList ParseSingleExpression()
    {
        try
        {
            SkipSeparators();
            var expression = ParseExpression();
            SkipSeparators();
            if (Kind != TokenKind.End)
                throw Unexpected($"unexpected {DescribeCurrent()} after the expression");
            return new([new ExpressionStatement(expression) { Start = expression.Start, End = expression.End }]);
        }
        catch (SyntaxException)
        {
            return StatementList.Empty;
        }
    }

    private ReadOnlySpan<char> Slice(Token token) => _text.AsSpan(token.Start, token.End - token.Start);

    private string DescribeCurrent() => DescribeToken(Current);

    private string DescribeToken(Token token) => token.Kind == TokenKind.End ? "end of the source" : Describe(Slice(token));

    private string Quote(SyntaxNode node) => Describe(_text.AsSpan(node.Start, node.End - node.Start));

    private Token Advance()
    {
        var token = Current;
        if (token.Kind != TokenKind.End)
            _next++;
        if (_newLinesIgnored > 0)
            SkipNewLines();
        return token;
    }

    private void SkipNewLines()
    {
        while (Kind == TokenKind.NewLine)
            _next++;
    }

    private void SkipSeparators()
    {
        while (Kind is TokenKind.NewLine or TokenKind.Semicolon)
            _next++;
    }

    private bool TryTake(TokenKind kind)
    {
        if (Kind != kind)
            return false;
        Advance();
        return true;
    }

    /// <summary>Whether the current token is this word.</summary>
    private bool IsWord(string word) => Kind == TokenKind.Identifier && Slice(Current).SequenceEqual(word);

    private TokenKind PeekKind() => _next + 1 < _tokens.Length ? _tokens[_next + 1].Kind : TokenKind.End;

    private bool HasSpaceBefore() => _next == 0 || _tokens[_next - 1].End != Current.Start || _tokens[_next - 1].Kind == TokenKind.NewLine;

    private void Enter()
    {
        if (++_depth > DeepestNesting)
            throw Unexpected($"nested deeper than {DeepestNesting} levels");
        // Evaluated texts are parsed in the middle of a render.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Unexpected("nested too deeply");
    }

    private void Leave() => _depth--;

    private void CountChain(ref int length)
    {
        if (++length > LongestChain)
            throw Unexpected($"a chain of more than {LongestChain} operators", "split it over several statements");
    }

    private SyntaxException Unexpected(string message, string? hint = null) => ErrorAt(Current, message, hint);

    private SyntaxException ErrorAt(Token token, string message, string? hint = null)
    {
        // What the lexer could not read it has reported already.
        if (token.Kind == TokenKind.Invalid)
            return new();
        return ErrorAt(token.Start, token.End - token.Start, message, hint);
    }

    private SyntaxException ErrorAt(SyntaxNode node, string message, string? hint = null) =>
        ErrorAt(node.Start, node.End - node.Start, message, hint);

    private SyntaxException ErrorAt(int start, int length, string message, string? hint = null)
    {
        Report(start, length, message, hint);
        return new();
    }

    private void Report(int start, int length, string message, string? hint = null)
    {
        if (_diagnostics.Count < MostErrors)
            _diagnostics.Error(_source.Span(start, Math.Max(1, length)), message, hint);
    }

    /// <summary>Leaves the statement that cannot be parsed; what is wrong has been reported.</summary>
    private sealed class SyntaxException : Exception;
}
