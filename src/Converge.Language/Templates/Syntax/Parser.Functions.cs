using Converge.Language.Values;

namespace Converge.Language.Templates.Syntax;

/// <content>Definitions of functions.</content>
internal sealed partial class Parser
{
    private FunctionStatement ParseFunction()
    {
        var opening = Advance();
        if (Kind is not (TokenKind.Identifier or TokenKind.Local))
            throw Unexpected($"expected a name for a func statement instead of {DescribeCurrent()}", "it is written: func <name> ... end");
        var word = Current;
        if ((word.Kind == TokenKind.Local ? ParseLocal() : ParseName()) is not PathExpression name || name is not (VariableExpression or LocalExpression))
            throw ErrorAt(word, $"{DescribeToken(word)} cannot be the name of a function");
        RefuseGlobalWrite(name);
        var parameters = Kind == TokenKind.OpenParen ? ParseParameters() : null;
        ExpectStatementEnd();
        var function = new FunctionSyntax(_text[name.Start..name.End], parameters, ParseBody(opening));
        return new(name, function) { Start = opening.Start, End = Previous.End };
    }

    private FunctionExpression ParseAnonymousFunction(Token opening)
    {
        Enter();
        _openBlocks++;
        var parameters = Kind == TokenKind.OpenParen && !HasSpaceBefore() ? ParseParameters() : null;
        var body = ParseBody(opening);
        Leave();
        return new(new(Name: null, parameters, body)) { Start = opening.Start, End = Previous.End };
    }

    private Parameter[] ParseParameters()
    {
        Advance();
        var parameters = new NodeList<Parameter>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var last = ParameterKind.Required;
        while (Kind != TokenKind.CloseParen)
        {
            if (Kind != TokenKind.Identifier)
                throw Unexpected($"expected the name of a parameter instead of {DescribeCurrent()}");
            var token = Current;
            var parameter = ParseParameter();
            if (last == ParameterKind.Rest)
                throw ErrorAt(token, $"{DescribeToken(token)} cannot follow a parameter that takes the rest ('...')");
            if (parameter.Kind < last)
                throw ErrorAt(token, $"a normal parameter cannot follow an optional one: {DescribeToken(token)}", "give it a default, too, or move it to the front");
            if (!names.Add(parameter.Name))
                throw ErrorAt(token, $"the parameter {DescribeToken(token)} is declared twice");
            last = parameter.Kind;
            parameters.Add(parameter);
            if (!TryTake(TokenKind.Comma))
                break;
        }
        Expect(TokenKind.CloseParen, ")");
        return parameters.ToArray();
    }

    private Parameter ParseParameter()
    {
        var name = Names.Of(Slice(Advance()));
        if (TryTake(TokenKind.Ellipsis))
            return new(name, ParameterKind.Rest, Value.Null);
        if (!TryTake(TokenKind.Equal))
            return new(name, ParameterKind.Required, Value.Null);
        var start = Current;
        var negate = TryTake(TokenKind.Minus);
        if (!StartsExpression(Kind) || ParsePrimary() is not LiteralExpression literal || (negate && !literal.Value.IsNumber))
            throw ErrorAt(start, $"the default of {Describe(name)} must be a literal instead of {DescribeToken(start)}");
        return new(name, ParameterKind.Optional, negate ? Runtime.Numbers.Negate(literal.Value) : literal.Value);
    }

    /// <summary><c>f(a, b) = expression</c>.</summary>
    private FunctionStatement ParseShortFunction(CallExpression call)
    {
        if (call.Target is not (VariableExpression or LocalExpression))
            throw ErrorAt(call.Target, $"{Quote(call.Target)} cannot be the name of a function");
        var parameters = new NodeList<Parameter>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var argument in call.Arguments)
        {
            if (argument is not { Name: null, Value: VariableExpression variable })
                throw ErrorAt(argument.Value, $"expected the name of a parameter instead of {Quote(argument.Value)}");
            if (!names.Add(variable.Name))
                throw ErrorAt(variable, $"the parameter {Quote(variable)} is declared twice");
            parameters.Add(new(variable.Name, ParameterKind.Required, Value.Null));
        }
        RefuseGlobalWrite((PathExpression)call.Target);
        Advance();
        var value = ExpectExpression("a function", "<name>(<parameters>) = <expression>");
        var body = new StatementList([new ReturnStatement(value) { Start = value.Start, End = value.End }]);
        return new((PathExpression)call.Target, new(_text[call.Target.Start..call.Target.End], parameters.ToArray(), body)) { Start = call.Start, End = value.End };
    }
}
