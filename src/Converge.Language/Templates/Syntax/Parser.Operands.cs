using Converge.Language.Values;

namespace Converge.Language.Templates.Syntax;

/// <content>Names, literals, initializers, parentheses.</content>
internal sealed partial class Parser
{
    private Expression ParsePrimary()
    {
        var token = Current;
        return token.Kind switch
        {
            TokenKind.Identifier => ParseName(),
            TokenKind.Local => ParseLocal(),
            TokenKind.Number => ParseNumber(),
            TokenKind.String or TokenKind.Verbatim => ParseString(),
            TokenKind.InterpolationStart => ParseInterpolated(),
            TokenKind.OpenParen => ParseParenthesis(),
            TokenKind.OpenBracket => ParseArray(),
            TokenKind.OpenBrace => ParseObject(),
            TokenKind.At => ParseAlias(),
            _ => throw Unexpected($"unexpected {DescribeCurrent()}: expected an expression"),
        };
    }

    private Expression ParseName()
    {
        var token = Advance();
        var (start, end) = (token.Start, token.End);
        switch (Slice(token))
        {
            case "true":
                return new LiteralExpression(Value.True) { Start = start, End = end };
            case "false":
                return new LiteralExpression(Value.False) { Start = start, End = end };
            case "null":
                return new LiteralExpression(Value.Null) { Start = start, End = end };
            case "this":
                return new ThisExpression { Start = start, End = end };
            case "do":
                return ParseAnonymousFunction(token);
            case "for" when Kind == TokenKind.Dot:
                return ParseLoopState(token, LoopKind.For);
            case "while" when Kind == TokenKind.Dot:
                return ParseLoopState(token, LoopKind.While);
            case "tablerow" when Kind == TokenKind.Dot:
                return ParseLoopState(token, LoopKind.TableRow);
            default:
                return new VariableExpression(Names.Of(Slice(token))) { Start = start, End = end };
        }
    }

    private LoopStateExpression ParseLoopState(Token word, LoopKind loop)
    {
        Advance();
        if (Kind != TokenKind.Identifier)
            throw Unexpected($"expected a member name after '.' instead of {DescribeCurrent()}");
        var member = Advance();
        var name = Names.Of(Slice(member));
        if (!LoopMembers.Exists(loop, name))
        {
            var full = _text.AsSpan(word.Start, member.End - word.Start);
            throw ErrorAt(word.Start, full.Length, $"there is no loop variable {Describe(full)}", $"there are {LoopMembers.List(loop)}");
        }
        return new(loop, name) { Start = word.Start, End = member.End, MemberStart = member.Start };
    }

    private Expression ParseLocal()
    {
        var token = Advance();
        var name = Slice(token)[1..];
        var (start, end) = (token.Start, token.End);
        if (name.Length == 0)
            return new ArgumentsExpression { Start = start, End = end };
        if (name[0] == '$')
            throw ErrorAt(token, "'$$' cannot be part of an expression", "it runs the wrapped body as a statement of its own");
        if (!char.IsAsciiDigit(name[0]))
            return new LocalExpression(Names.Of(name)) { Start = start, End = end };
        if (!int.TryParse(name, out var number))
            throw ErrorAt(token, $"{DescribeToken(token)} is neither an argument nor a local variable");
        var index = new LiteralExpression(Value.From(number)) { Start = start + 1, End = end };
        return new IndexExpression(new ArgumentsExpression { Start = start, End = start + 1 }, index) { Start = start, End = end };
    }

    private LiteralExpression ParseNumber()
    {
        var token = Advance();
        var (value, problem) = NumberLiteral.Parse(Slice(token));
        if (problem is not null)
            throw ErrorAt(token, $"{DescribeToken(token)} is no number: {problem}");
        return new(value) { Start = token.Start, End = token.End };
    }

    private LiteralExpression ParseString()
    {
        var token = Advance();
        var inside = _text.AsSpan(token.Start + 1, token.End - token.Start - 2);
        var value = token.Kind == TokenKind.Verbatim ? StringLiteral.DecodeVerbatim(inside) : Decode(inside, token.Start + 1, isInterpolated: false);
        return new(Text(value)) { Start = token.Start, End = token.End };
    }

    private Value Text(string text) => Value.Text(text, _source.IsSecret);

    private string Decode(ReadOnlySpan<char> text, int start, bool isInterpolated) =>
        text.Contains('\\') ? DecodeEscapes(text, start, isInterpolated) : text.ToString();

    // Apart, because what is captured is allocated at the start of the method.
    private string DecodeEscapes(ReadOnlySpan<char> text, int start, bool isInterpolated) =>
        StringLiteral.Decode(text, isInterpolated, (at, length, message) => Report(start + at, length, message));

    private InterpolatedExpression ParseInterpolated()
    {
        var opening = Advance();
        var parts = new NodeList<Expression>();
        while (Kind is TokenKind.InterpolationText or TokenKind.InterpolationOpen)
        {
            var token = Advance();
            if (token.Kind == TokenKind.InterpolationText)
            {
                var text = Decode(Slice(token), token.Start, isInterpolated: true);
                parts.Add(new LiteralExpression(Text(text)) { Start = token.Start, End = token.End });
                continue;
            }
            if (!StartsExpression(Kind))
                throw Unexpected($"expected an expression in an interpolated string instead of {DescribeCurrent()}");
            parts.Add(ParseExpression());
            Expect(TokenKind.InterpolationClose, "}");
        }
        Expect(TokenKind.InterpolationEnd, _text.Substring(opening.Start + 1, 1));
        return new(parts.ToArray()) { Start = opening.Start, End = Previous.End };
    }

    private ParenthesisExpression ParseParenthesis()
    {
        var opening = Advance();
        if (!StartsExpression(Kind))
            throw Unexpected($"expected an expression in parentheses instead of {DescribeCurrent()}");
        var conditionals = _conditionals;
        _conditionals = 0;
        var inner = ParseExpression();
        _conditionals = conditionals;
        Expect(TokenKind.CloseParen, ")");
        return new(inner) { Start = opening.Start, End = Previous.End };
    }

    private ArrayExpression ParseArray()
    {
        _newLinesIgnored++;
        var opening = Advance();
        var items = new NodeList<Expression>();
        while (Kind != TokenKind.CloseBracket)
        {
            if (!StartsExpression(Kind))
                throw Unexpected($"expected an expression or ']' in an array instead of {DescribeCurrent()}", "it is written: [item, item, ...]");
            items.Add(ParseExpression());
            if (!TryTake(TokenKind.Comma))
                break;
        }
        if (Kind != TokenKind.CloseBracket)
            throw Unexpected($"unexpected {DescribeCurrent()}: expected ']'");
        _newLinesIgnored--;
        return new(items.ToArray()) { Start = opening.Start, End = Advance().End };
    }

    private ObjectExpression ParseObject()
    {
        _newLinesIgnored++;
        var opening = Advance();
        var keys = new NodeList<string>();
        var values = new NodeList<Expression>();
        while (Kind != TokenKind.CloseBrace)
        {
            keys.Add(ParseKey());
            if (!TryTake(TokenKind.Colon))
                throw Unexpected($"unexpected {DescribeCurrent()}: expected ':' after the name of a member");
            if (!StartsExpression(Kind))
                throw Unexpected($"unexpected {DescribeCurrent()}: expected an expression for the value of a member");
            values.Add(ParseExpression());
            if (!TryTake(TokenKind.Comma))
                break;
        }
        if (Kind != TokenKind.CloseBrace)
            throw Unexpected($"unexpected {DescribeCurrent()}: expected '}}'");
        _newLinesIgnored--;
        return new(keys.ToArray(), values.ToArray()) { Start = opening.Start, End = Advance().End };
    }

    private string ParseKey()
    {
        var token = Current;
        if (token.Kind == TokenKind.Identifier)
            return Names.Of(Slice(Advance()));
        if (token.Kind is TokenKind.String or TokenKind.Verbatim)
            return ParseString().Value.RevealText();
        throw Unexpected($"unexpected {DescribeCurrent()} in an object: expected a name or a string for a member", "it is written: {name: value, \"another name\": value}");
    }
}
