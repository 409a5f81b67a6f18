using System.Runtime.CompilerServices;
using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <content>Expressions.</content>
internal sealed partial class Interpreter
{
    private Value Evaluate(Expression expression) => EvaluateInlined(expression);

    // What is frequent stands apart: a method with few exits keeps values in registers. It is inlined where most of all
    // expressions are evaluated, because a call takes as long as what this does.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Value EvaluateInlined(Expression expression)
    {
        if (expression is MemberExpression member)
            return CallIfFunction(EvaluateMember(member), member);
        if (expression is VariableExpression variable)
            return CallIfFunction(EvaluateVariable(variable), variable);
        if (expression is LiteralExpression literal)
            return literal.Value;
        return EvaluateOther(expression);
    }

    private Value EvaluateOther(Expression expression)
    {
        EnsureStack(expression);
        return expression.Kind is ExpressionKind.Local or ExpressionKind.Index
            ? CallIfFunction(EvaluatePath((PathExpression)expression), expression)
            : EvaluateComposed(expression);
    }

    private Value EvaluateComposed(Expression expression) => expression.Kind switch
    {
        ExpressionKind.Binary => EvaluateBinary((BinaryExpression)expression),
        ExpressionKind.Call => EvaluateCall((CallExpression)expression),
        ExpressionKind.Parenthesis => EvaluateCalling(((ParenthesisExpression)expression).Inner),
        ExpressionKind.Unary => EvaluateUnary((UnaryExpression)expression),
        ExpressionKind.Conditional => EvaluateConditional((ConditionalExpression)expression),
        ExpressionKind.Interpolated => EvaluateInterpolated((InterpolatedExpression)expression),
        ExpressionKind.Array => EvaluateArray((ArrayExpression)expression),
        ExpressionKind.Object => EvaluateObject((ObjectExpression)expression),
        ExpressionKind.Alias => EvaluateUncalled(((AliasExpression)expression).Operand),
        ExpressionKind.Increment => EvaluateIncrement((IncrementExpression)expression),
        ExpressionKind.Emptiness => EvaluateEmptiness((EmptinessExpression)expression),
        ExpressionKind.Function => Value.From(new ScriptFunction(((FunctionExpression)expression).Function, _source)),
        _ => EvaluatePath((PathExpression)expression),
    };

    /// <summary>As <see cref="Evaluate(Expression)"/>, for the places where an anonymous function is called: statements and parentheses.</summary>
    private Value EvaluateCalling(Expression expression)
    {
        var value = EvaluateInlined(expression);
        return expression.Kind == ExpressionKind.Function ? InvokeBare(value, expression) : value;
    }

    /// <summary>A function itself instead of its result, where the expression names one.</summary>
    private Value EvaluateUncalled(Expression expression)
    {
        while (expression is ParenthesisExpression parenthesis)
            expression = parenthesis.Inner;
        return expression is PathExpression path ? EvaluatePath(path) : Evaluate(expression);
    }

    private Value CallIfFunction(Value value, Expression site) =>
        value.Kind == ValueKind.Function ? InvokeBare(value, site) : value;

    // Not inlined, because it is on the rare path of everything that is read.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Value InvokeBare(Value function, Expression site) => Invoke(function.As<FunctionValue>()!, site, []);

    private Value EvaluateBinary(BinaryExpression expression)
    {
        var left = Evaluate(expression.Left);
        switch (expression.Operator)
        {
            case BinaryOperator.And:
                return Value.From(left.IsTrue && Evaluate(expression.Right).IsTrue);
            case BinaryOperator.Or:
                return Value.From(left.IsTrue || Evaluate(expression.Right).IsTrue);
            case BinaryOperator.Coalesce:
                return left.IsNull ? Evaluate(expression.Right) : left;
            case BinaryOperator.NotNullThen:
                return left.IsNull ? left : Evaluate(expression.Right);
        }
        var right = Evaluate(expression.Right);
        if (left.Kind == ValueKind.Int && right.Kind == ValueKind.Int)
        {
            long a = left.AsInt(), b = right.AsInt();
            switch (expression.Operator)
            {
                case BinaryOperator.Add:
                    return Value.From(a + b);
                case BinaryOperator.Subtract:
                    return Value.From(a - b);
                case BinaryOperator.Equal:
                    return Value.From(a == b);
                case BinaryOperator.Less:
                    return Value.From(a < b);
                case BinaryOperator.Greater:
                    return Value.From(a > b);
            }
        }
        return new BinaryOperation(this, expression.Operator, expression).Evaluate(left, right);
    }

    private Value EvaluateUnary(UnaryExpression expression)
    {
        var operand = Evaluate(expression.Operand);
        switch (expression.Operator)
        {
            case UnaryOperator.Not:
                return Value.From(!operand.IsTrue);
            case UnaryOperator.Spread:
                return operand;
            default:
                if (!operand.IsNumber)
                    throw Error(expression.Operand, $"the operator '{(expression.Operator == UnaryOperator.Negate ? '-' : '+')}' needs a number, not {Describe(operand)}");
                return expression.Operator == UnaryOperator.Negate ? Numbers.Negate(operand) : operand;
        }
    }

    private Value EvaluateConditional(ConditionalExpression expression) =>
        Evaluate(Evaluate(expression.Condition).IsTrue ? expression.WhenTrue : expression.WhenFalse);

    private Value EvaluateInterpolated(InterpolatedExpression expression)
    {
        using var buffer = new TextBuffer(Options.Limits.TextLength);
        foreach (var part in expression.Parts)
            ValuePrinter.Append(buffer, Evaluate(part), DateFormat);
        ReserveText(buffer.Length);
        return buffer.ToValue();
    }

    private Value EvaluateArray(ArrayExpression expression)
    {
        ReserveItems(expression.Items.Length);
        var result = new ScriptArray(expression.Items.Length);
        foreach (var item in expression.Items)
            result.Add(Evaluate(item));
        return Value.From(result);
    }

    private Value EvaluateObject(ObjectExpression expression)
    {
        ReserveMembers(expression.Keys.Length);
        var result = new ScriptObject(expression.Keys.Length);
        for (var i = 0; i < expression.Keys.Length; i++)
            result.Set(expression.Keys[i], Evaluate(expression.Values[i]));
        return Value.From(result);
    }

    private Value EvaluateIncrement(IncrementExpression expression)
    {
        var before = EvaluatePath(expression.Target);
        if (!before.IsNumber)
            throw Error(expression.Target, $"'{(expression.By > 0 ? "++" : "--")}' needs a number, not {Describe(before)}");
        var (after, problem) = Numbers.Calculate(BinaryOperator.Add, before, Value.From(expression.By), Options.Limits.BigIntegerBits);
        if (problem is not null)
            throw Error(expression, problem);
        Assign(expression.Target, after);
        return expression.IsPrefix ? after : before;
    }

    /// <summary>True for an empty string or container, false for other values, null for null.</summary>
    private Value EvaluateEmptiness(EmptinessExpression expression)
    {
        var target = Evaluate(expression.Target);
        return target.Kind switch
        {
            ValueKind.Null => Value.Null,
            ValueKind.Empty => Value.True,
            ValueKind.String or ValueKind.Secret => Value.From(target.RevealText().Length == 0),
            ValueKind.Object => Value.From(target.AsObject().Count == 0),
            ValueKind.Array or ValueKind.Range => Value.From(target.As<ScriptList>()!.IsEmpty),
            _ => Value.False,
        };
    }

    /// <summary>The source of a node, as messages quote it.</summary>
    private string Source(SyntaxNode node)
    {
        const int Longest = 60;
        var text = _source.Text.AsSpan(node.Start, Math.Min(node.End - node.Start, Longest));
        var line = text.IndexOfAny('\n', '\r');
        return (line < 0 ? text : text[..line]).ToString();
    }

    /// <summary>A value as messages quote it: its type, and its content unless that is secret or long.</summary>
    private string Describe(Value value)
    {
        if (value.IsNull)
            return "'null'";
        var type = Conversions.TypeName(value);
        if (!value.IsNumber && value.Kind is not (ValueKind.String or ValueKind.Bool))
            return value.Kind == ValueKind.Secret ? $"the string {SecretText.Mask}" : $"the {type}";
        var text = value.ToString();
        return $"the {type} '{Shorten(text)}'";
    }

    private static string Shorten(string text)
    {
        const int Longest = 40;
        return text.Length > Longest ? $"{text[..Longest]}..." : text;
    }
}
