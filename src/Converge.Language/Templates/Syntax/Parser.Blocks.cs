namespace Converge.Language.Templates.Syntax;

/// <content>Statements with a body.</content>
internal sealed partial class Parser
{
    private StatementList ParseBody(Token opening)
    {
        var body = ParseUntil();
        ExpectEnd(opening);
        return body;
    }

    /// <summary>Takes the <c>end</c> of a block.</summary>
    private void ExpectEnd(Token opening)
    {
        if (IsWord("end"))
        {
            Advance();
            _openBlocks--;
            return;
        }
        if (Kind == TokenKind.End)
        {
            var at = _source.Span(opening.Start);
            throw ErrorAt(Previous, $"{DescribeToken(opening)} has no 'end'", $"it was opened in line {at.Line}, column {at.Column}");
        }
        throw MisplacedListEnd();
    }

    private IfStatement ParseIf()
    {
        var opening = Current;
        var branches = new NodeList<Branch>();
        StatementList? otherwise = null;
        do
        {
            Advance();
            var condition = ExpectExpression("an if statement", "if <expression> ... else if <expression> ... else ... end");
            ExpectStatementEnd();
            branches.Add(new(condition, ParseUntil()));
        }
        while (TryTakeElseIf());
        if (IsWord("else"))
            otherwise = ParseElse();
        ExpectEnd(opening);
        return new(branches.ToArray(), otherwise) { Start = opening.Start, End = Previous.End };
    }

    private bool TryTakeElseIf()
    {
        var next = _tokens[Math.Min(_next + 1, _tokens.Length - 1)];
        if (!IsWord("else") || next.Kind != TokenKind.Identifier || Slice(next) is not "if")
            return false;
        Advance();
        return true;
    }

    private StatementList ParseElse()
    {
        Advance();
        ExpectStatementEnd();
        var body = ParseUntil();
        if (IsWord("else"))
            throw MisplacedListEnd();
        return body;
    }

    private CaseStatement ParseCase()
    {
        var opening = Advance();
        var value = ExpectExpression("a case statement", "case <expression> ... when <expression> ... end");
        ExpectStatementEnd();
        SkipToWhen();
        var whens = new NodeList<When>();
        StatementList? otherwise = null;
        while (IsWord("when"))
        {
            Advance();
            var values = ParseWhenValues();
            ExpectStatementEnd();
            whens.Add(new(values, ParseUntil()));
        }
        if (IsWord("else"))
            otherwise = whens.Count > 0 ? ParseElse() : throw MisplacedListEnd();
        ExpectEnd(opening);
        return new(value, whens.ToArray(), otherwise) { Start = opening.Start, End = Previous.End };
    }

    /// <summary>Text between <c>case</c> and the first <c>when</c> is ignored.</summary>
    private void SkipToWhen()
    {
        while (Kind is TokenKind.NewLine or TokenKind.Semicolon or TokenKind.CodeExit or TokenKind.CodeEnter or TokenKind.Text)
            _next++;
        if (Kind != TokenKind.End && !IsListEnd())
            throw Unexpected($"unexpected {DescribeCurrent()} in the body of a 'case': only 'when' and 'else' are expected");
    }

    /// <summary>Values separated by <c>,</c> or <c>||</c>.</summary>
    private Expression[] ParseWhenValues()
    {
        var values = new NodeList<Expression>();
        do
        {
            if (!StartsExpression(Kind))
                throw Unexpected($"expected an expression for a when clause instead of {DescribeCurrent()}", "it is written: when <expression>, <expression>");
            values.Add(ParseBinary(Precedence.Or + 1, allowCall: true));
        }
        while (TryTake(TokenKind.Comma) || TryTake(TokenKind.Or));
        return values.ToArray();
    }

    private ForStatement ParseFor(LoopKind loop)
    {
        var opening = Advance();
        var word = LoopMembers.Word(loop);
        var form = $"{word} <variable> in <expression> ... end";
        if (!StartsExpression(Kind))
            throw Unexpected($"expected a variable for a {word} statement instead of {DescribeCurrent()}", $"it is written: {form}");
        var variable = ParsePostfix();
        if (variable is not PathExpression path || variable is ArgumentsExpression or ThisExpression or LoopStateExpression)
            throw ErrorAt(opening, $"expected a variable for a {word} statement instead of {Quote(variable)}", $"it is written: {form}");
        if (path is not VariableExpression)
            RefuseGlobalWrite(path);
        if (!IsWord("in"))
            throw ErrorAt(opening, $"expected 'in' in a {word} statement instead of {DescribeCurrent()}", $"it is written: {form}");
        Advance();
        if (!StartsExpression(Kind))
            throw Unexpected($"expected an expression for a {word} statement instead of {DescribeCurrent()}", $"it is written: {form}");
        var source = ParseExpression(isLoopSource: true);
        var parameters = Kind == TokenKind.Identifier ? ParseLoopParameters(loop) : LoopParameters.None;
        ExpectStatementEnd();
        var body = ParseUntil();
        var otherwise = IsWord("else") ? ParseElse() : null;
        ExpectEnd(opening);
        return new(loop, path, source, parameters, body, otherwise) { Start = opening.Start, End = Previous.End };
    }

    private LoopParameters ParseLoopParameters(LoopKind loop)
    {
        Expression? offset = null, limit = null, columns = null;
        var reversed = false;
        while (Kind == TokenKind.Identifier)
        {
            var name = Advance();
            switch (Slice(name))
            {
                case "reversed":
                    reversed = true;
                    break;
                case "offset":
                    offset = ParseLoopParameter();
                    break;
                case "limit":
                    limit = ParseLoopParameter();
                    break;
                case "cols" when loop == LoopKind.TableRow:
                    columns = ParseLoopParameter();
                    break;
                default:
                    throw ErrorAt(name, $"{DescribeToken(name)} is no parameter of a loop", loop == LoopKind.For ? "there are 'offset', 'limit' and 'reversed'" : "there are 'cols', 'offset', 'limit' and 'reversed'");
            }
        }
        return new(offset, limit, columns, reversed);
    }

    private Expression ParseLoopParameter()
    {
        if (!TryTake(TokenKind.Colon))
            throw Unexpected($"expected ':' after {DescribeToken(Previous)} instead of {DescribeCurrent()}");
        return ParseUnary(allowCall: false);
    }

    private WhileStatement ParseWhile()
    {
        var opening = Advance();
        var condition = ExpectExpression("a while statement", "while <expression> ... end");
        ExpectStatementEnd();
        return new(condition, ParseBody(opening)) { Start = opening.Start, End = Previous.End };
    }

    private CaptureStatement ParseCapture()
    {
        var opening = Advance();
        var target = ExpectTarget(ExpectExpression("a capture statement", "capture <variable> ... end"));
        ExpectStatementEnd();
        return new(target, ParseBody(opening)) { Start = opening.Start, End = Previous.End };
    }

    private WithStatement ParseWith()
    {
        var opening = Advance();
        var target = ExpectExpression("a with statement", "with <object> ... end");
        ExpectStatementEnd();
        return new(target, ParseBody(opening)) { Start = opening.Start, End = Previous.End };
    }

    private WrapStatement ParseWrap()
    {
        var opening = Advance();
        var target = ExpectExpression("a wrap statement", "wrap <function> <arguments> ... end");
        if (target is not (CallExpression { Piped: null } or VariableExpression or LocalExpression or MemberExpression or IndexExpression))
            throw ErrorAt(target, $"expected a direct function after 'wrap' instead of the expression {QuoteWithKind(target)}");
        ExpectStatementEnd();
        return new(target, ParseBody(opening)) { Start = opening.Start, End = Previous.End };
    }

    // '(test)' looks like a function; what is wrong with it is that it is in parentheses.
    private string QuoteWithKind(Expression expression) =>
        expression is ParenthesisExpression ? $"{Quote(expression)[..^1]}/nested expression'" : Quote(expression);
}
