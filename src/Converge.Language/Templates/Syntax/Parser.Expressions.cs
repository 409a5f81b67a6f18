namespace Converge.Language.Templates.Syntax;

/// <content>Expressions from the loosest to the tightest: pipe, conditional, binary, unary.</content>
internal sealed partial class Parser
{
    /// <summary>What stands before a pipe, until the first operand after it takes it as its first argument.</summary>
    private Expression? _piped;

    /// <summary>True while the first operand of a loop's source is parsed: <c>x limit:2</c> is no call there.</summary>
    private bool _isLoopSource;

    /// <summary>Above zero between <c>?</c> and <c>:</c>, where <c>a :</c> begins no named argument.</summary>
    private int _conditionals;

    private static bool StartsExpression(TokenKind kind) => StartsArgument(kind)
        || kind is TokenKind.Plus or TokenKind.Minus or TokenKind.PlusPlus or TokenKind.MinusMinus or TokenKind.Invalid;

    private static bool StartsArgument(TokenKind kind) => kind is TokenKind.Identifier or TokenKind.Local or TokenKind.Number
        or TokenKind.String or TokenKind.Verbatim or TokenKind.InterpolationStart or TokenKind.OpenParen or TokenKind.OpenBracket
        or TokenKind.OpenBrace or TokenKind.Not or TokenKind.At or TokenKind.Caret;

    private Expression ParseExpression(bool allowAssignment = false, bool isLoopSource = false)
    {
        Enter();
        var (piped, conditionals) = (_piped, _conditionals);
        (_piped, _isLoopSource) = (null, isLoopSource);
        if (isLoopSource)
            _conditionals = 0;
        var result = ParseConditional();
        var chain = 0;
        while (Kind == TokenKind.Pipe)
        {
            CountChain(ref chain);
            Advance();
            SkipNewLines();
            if (!StartsExpression(Kind))
                throw Unexpected($"expected an expression after '|' instead of {DescribeCurrent()}", "it is written: <expression> | <function>");
            _piped = result;
            result = ParseConditional();
        }
        if (!allowAssignment && AssignmentOperator(Kind, out _))
            throw ErrorAt(result, "an assignment is only allowed as a statement of its own", "to compare, write '=='");
        (_piped, _conditionals) = (piped, conditionals);
        Leave();
        return result;
    }

    private Expression ParseConditional()
    {
        var condition = ParseBinary(Precedence.Lowest, allowCall: true);
        if (Kind != TokenKind.Question)
            return condition;
        Advance();
        _conditionals++;
        var whenTrue = ExpectExpression("a conditional", "<condition> ? <expression> : <expression>");
        _conditionals--;
        if (!TryTake(TokenKind.Colon))
            throw Unexpected($"expected ':' instead of {DescribeCurrent()}", "it is written: <condition> ? <expression> : <expression>");
        var whenFalse = ExpectExpression("a conditional", "<condition> ? <expression> : <expression>");
        return new ConditionalExpression(condition, whenTrue, whenFalse) { Start = condition.Start, End = whenFalse.End };
    }

    private Expression ParseBinary(int weakest, bool allowCall)
    {
        var left = ParseUnary(allowCall);
        var chain = 0;
        while (Precedence.TryGet(Kind, out var operation, out var precedence) && precedence >= weakest)
        {
            CountChain(ref chain);
            var token = Advance();
            if (!StartsExpression(Kind))
            {
                throw Unexpected(
                    $"expected an expression to the right of {DescribeToken(token)} instead of {DescribeCurrent()}",
                    "it is written: <expression> <operator> <expression>");
            }
            if (operation is BinaryOperator.Coalesce or BinaryOperator.NotNullThen)
                MakeLenient(left);
            var right = ParseBinary(precedence + 1, allowCall);
            left = new BinaryExpression(operation, left, right) { Start = left.Start, End = right.End, OperatorStart = token.Start };
        }
        return left;
    }

    /// <summary>On the left of <c>??</c>, whatever step of the path does not exist reads as null.</summary>
    private static void MakeLenient(Expression expression)
    {
        while (expression is PathExpression path)
        {
            path.IsLenient = true;
            expression = path switch
            {
                MemberExpression member => member.Target,
                IndexExpression index => index.Target,
                _ => null!,
            };
        }
    }

    private Expression ParseUnary(bool allowCall)
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Not:
                return ParseUnary(UnaryOperator.Not, allowCall);
            case TokenKind.Minus:
                return ParseUnary(UnaryOperator.Negate, allowCall);
            case TokenKind.Plus:
                return ParseUnary(UnaryOperator.Plus, allowCall);
            case TokenKind.Caret:
                return ParseUnary(UnaryOperator.Spread, allowCall: false);
            case TokenKind.PlusPlus or TokenKind.MinusMinus:
                if (_piped is not null)
                    throw CannotPipe();
                Advance();
                var target = ParsePostfix();
                return Increment(token, target, isPrefix: true);
            default:
                return ParseOperand(allowCall);
        }
    }

    private SyntaxException CannotPipe() =>
        Unexpected($"expected a function after '|' instead of {DescribeCurrent()}", "it is written: <expression> | <function>");

    private UnaryExpression ParseUnary(UnaryOperator operation, bool allowCall)
    {
        Enter();
        var token = Advance();
        if (!StartsExpression(Kind))
            throw Unexpected($"expected an expression after {DescribeToken(token)} instead of {DescribeCurrent()}");
        var operand = ParseUnary(allowCall);
        Leave();
        return new(operation, operand) { Start = token.Start, End = operand.End };
    }

    private IncrementExpression Increment(Token token, Expression target, bool isPrefix)
    {
        if (target is not (VariableExpression or LocalExpression or MemberExpression or IndexExpression))
            throw ErrorAt(target, $"{DescribeToken(token)} needs a variable, a member or an indexer instead of {Quote(target)}");
        RefuseGlobalWrite((PathExpression)target);
        return new((PathExpression)target, token.Kind == TokenKind.PlusPlus ? 1 : -1, isPrefix)
        {
            Start = Math.Min(token.Start, target.Start), End = Math.Max(token.End, target.End),
        };
    }
}
