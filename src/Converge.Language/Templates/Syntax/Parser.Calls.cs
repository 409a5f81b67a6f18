using Converge.Language.Values;

namespace Converge.Language.Templates.Syntax;

/// <content>Operands with what follows them: members, indexers, calls.</content>
internal sealed partial class Parser
{
    /// <summary>An operand, which may turn out to be the function of a call.</summary>
    private Expression ParseOperand(bool allowCall)
    {
        var (piped, isLoopSource) = (_piped, _isLoopSource);
        (_piped, _isLoopSource) = (null, false);
        if (Kind == TokenKind.At)
            return piped is null ? ParseAlias() : throw CannotPipe();
        var operand = ParsePostfix();
        var isCall = allowCall && StartsArgument(Kind) && !(isLoopSource && IsLoopParameter());
        if (piped is null && !isCall)
            return operand;
        if (!isCall && piped is not null && operand is CallExpression { Form: CallForm.Parenthesized, Piped: null } call)
            return FinishCall(call.Target, piped, call.Arguments, CallForm.Parenthesized);
        var arguments = isCall ? ParseSpacedArguments() : [];
        return FinishCall(operand, piped, arguments, isCall ? CallForm.Spaced : CallForm.Bare);
    }

    private CallExpression FinishCall(Expression target, Expression? piped, Argument[] arguments, CallForm form)
    {
        var first = piped ?? (arguments.Length > 0 && arguments[0].Name is null ? arguments[0].Value : null);
        return new(target, piped, arguments, form)
        {
            Start = piped?.Start ?? target.Start,
            End = arguments.Length > 0 || form == CallForm.Parenthesized ? Previous.End : target.End,
            IsOptionalChain = target.IsOptionalChain,
            FirstMayBeUndefined = first is PathExpression && AcceptsUndefined(target),
        };
    }

    /// <summary><c>object.default</c>, <c>object.is_defined</c> and <c>object.is_null</c>, written by their own names.</summary>
    private static bool AcceptsUndefined(Expression target) =>
        target is MemberExpression { Name: "default" or "is_defined" or "is_null", Target: VariableExpression { Name: "object" } };

    private bool IsLoopParameter() => IsWord("offset") || IsWord("limit") || IsWord("reversed") || IsWord("cols");

    private Expression ParseAlias()
    {
        var at = Advance();
        if (!StartsExpression(Kind))
            throw Unexpected($"expected the name of a function after '@' instead of {DescribeCurrent()}");
        Enter();
        var operand = Kind == TokenKind.At ? ParseAlias() : ParsePostfix();
        Leave();
        return new AliasExpression(operand) { Start = at.Start, End = operand.End };
    }

    private Argument[] ParseSpacedArguments()
    {
        var arguments = new NodeList<Argument>();
        while (StartsArgument(Kind))
        {
            var start = Current.Start;
            if (IsNamedArgument())
            {
                var name = Names.Of(Slice(Advance()));
                Advance();
                ExpectArgumentValue(name);
                arguments.Add(new(name, ParseUnary(allowCall: false), start));
                continue;
            }
            var value = ParseBinary(Precedence.Lowest, allowCall: false);
            arguments.Add(new(null, value, start));
            // An anonymous function ends the arguments.
            if (value is FunctionExpression)
                break;
        }
        return arguments.ToArray();
    }

    private bool IsNamedArgument()
    {
        if (Kind != TokenKind.Identifier || PeekKind() != TokenKind.Colon)
            return false;
        return _conditionals == 0 || _tokens[_next + 1].Start == Current.End;
    }

    private void ExpectArgumentValue(string name)
    {
        if (!StartsExpression(Kind))
            throw Unexpected($"expected a value for the argument {Describe(name)} instead of {DescribeCurrent()}");
    }

    /// <summary>An operand with its members, indexers, calls in parentheses, and <c>++</c>.</summary>
    private Expression ParsePostfix()
    {
        var result = ParsePrimary();
        var chain = 0;
        while (true)
        {
            switch (Kind)
            {
                case TokenKind.Dot or TokenKind.QuestionDot:
                    result = ParseMember(result);
                    break;
                case TokenKind.OpenBracket when !HasSpaceBefore():
                    result = ParseIndex(result);
                    break;
                case TokenKind.OpenParen when !HasSpaceBefore():
                    result = ParseParenthesizedCall(result);
                    break;
                case TokenKind.PlusPlus or TokenKind.MinusMinus when !HasSpaceBefore():
                    return Increment(Advance(), result, isPrefix: false);
                default:
                    return result;
            }
            CountChain(ref chain);
        }
    }

    private Expression ParseMember(Expression target)
    {
        var dot = Advance();
        if (Kind != TokenKind.Identifier)
            throw Unexpected($"expected a member name after {DescribeToken(dot)} instead of {DescribeCurrent()}");
        var name = Advance();
        var text = Names.Of(Slice(name));
        var isOptional = dot.Kind == TokenKind.QuestionDot;
        if (isOptional && target is VariableExpression or LocalExpression)
            ((PathExpression)target).IsLenient = true;
        if (text is "empty" or "blank" && Kind == TokenKind.Question && !HasSpaceBefore())
            return new EmptinessExpression(target, text, isOptional) { Start = target.Start, End = Advance().End };
        return new MemberExpression(target, text, isOptional)
        {
            Start = target.Start,
            End = name.End,
            NameStart = name.Start,
            IsOptionalChain = isOptional || target.IsOptionalChain,
            IsLenient = isOptional || target.IsOptionalChain,
        };
    }

    private IndexExpression ParseIndex(Expression target)
    {
        if (target is ArrayExpression or ObjectExpression)
            throw Unexpected("an initializer cannot be indexed directly", "assign it to a variable first");
        Advance();
        if (!StartsExpression(Kind))
            throw Unexpected($"expected an index instead of {DescribeCurrent()}", "it is written: <expression>[<index>]");
        var index = ParseExpression();
        Expect(TokenKind.CloseBracket, "]");
        return new(target, index)
        {
            Start = target.Start, End = Previous.End, IsOptionalChain = target.IsOptionalChain, IsLenient = target.IsOptionalChain,
        };
    }

    private CallExpression ParseParenthesizedCall(Expression target)
    {
        Advance();
        var arguments = new NodeList<Argument>();
        while (Kind != TokenKind.CloseParen)
        {
            string? name = null;
            var start = Current.Start;
            if (Kind == TokenKind.Identifier && PeekKind() == TokenKind.Colon)
            {
                name = Names.Of(Slice(Advance()));
                Advance();
            }
            if (!StartsExpression(Kind))
                throw Unexpected($"expected an argument instead of {DescribeCurrent()}", "it is written: <function>(<argument>, <argument>)");
            arguments.Add(new(name, ParseExpression(), start));
            if (!TryTake(TokenKind.Comma))
                break;
        }
        Expect(TokenKind.CloseParen, ")");
        return FinishCall(target, piped: null, arguments.ToArray(), CallForm.Parenthesized);
    }

    private void Expect(TokenKind kind, string text)
    {
        if (!TryTake(kind))
            throw Unexpected($"unexpected {DescribeCurrent()}: expected '{text}'");
    }
}
