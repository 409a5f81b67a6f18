using Converge.Language.Values;

namespace Converge.Language.Templates.Syntax;

internal sealed class LiteralExpression(Value value) : Expression(ExpressionKind.Literal)
{
    public readonly Value Value = value;
}

/// <summary><c>$"text {expression} text"</c>; the texts are literals among the parts.</summary>
internal sealed class InterpolatedExpression(Expression[] parts) : Expression(ExpressionKind.Interpolated)
{
    public readonly Expression[] Parts = parts;
}

internal sealed class ArrayExpression(Expression[] items) : Expression(ExpressionKind.Array)
{
    public readonly Expression[] Items = items;
}

internal sealed class ObjectExpression(string[] keys, Expression[] values) : Expression(ExpressionKind.Object)
{
    public readonly string[] Keys = keys;

    public readonly Expression[] Values = values;
}

internal sealed class ParenthesisExpression(Expression inner) : Expression(ExpressionKind.Parenthesis)
{
    public readonly Expression Inner = inner;
}

internal enum UnaryOperator
{
    Not,
    Negate,
    Plus,

    /// <summary><c>^list</c>: as an argument, its items become arguments.</summary>
    Spread,
}

internal sealed class UnaryExpression(UnaryOperator operation, Expression operand) : Expression(ExpressionKind.Unary)
{
    public readonly UnaryOperator Operator = operation;

    public readonly Expression Operand = operand;
}

/// <summary><c>++x</c>, <c>x--</c>: an assignment that has a value.</summary>
internal sealed class IncrementExpression(PathExpression target, int by, bool isPrefix) : Expression(ExpressionKind.Increment)
{
    public readonly PathExpression Target = target;

    public readonly int By = by;

    public readonly bool IsPrefix = isPrefix;
}

internal sealed class BinaryExpression(BinaryOperator operation, Expression left, Expression right) : Expression(ExpressionKind.Binary)
{
    public readonly BinaryOperator Operator = operation;

    public readonly Expression Left = left;

    public readonly Expression Right = right;

    public int OperatorStart { get; init; }
}

internal sealed class ConditionalExpression(Expression condition, Expression whenTrue, Expression whenFalse) : Expression(ExpressionKind.Conditional)
{
    public readonly Expression Condition = condition;

    public readonly Expression WhenTrue = whenTrue;

    public readonly Expression WhenFalse = whenFalse;
}

/// <summary><c>@f</c>: the function itself, not called.</summary>
internal sealed class AliasExpression(Expression operand) : Expression(ExpressionKind.Alias)
{
    public readonly Expression Operand = operand;
}

/// <param name="name">Null for a positional argument.</param>
internal sealed class Argument(string? name, Expression value, int start)
{
    public readonly string? Name = name;

    public readonly Expression Value = value;

    public readonly int Start = start;
}

internal enum CallForm
{
    /// <summary><c>f a b</c>.</summary>
    Spaced,

    /// <summary><c>f(a, b)</c>.</summary>
    Parenthesized,

    /// <summary>The bare right side of a pipe: <c>x | f</c>.</summary>
    Bare,
}

internal sealed class CallExpression(Expression target, Expression? piped, Argument[] arguments, CallForm form) : Expression(ExpressionKind.Call)
{
    public readonly Expression Target = target;

    /// <summary>What stands before the pipe; the first argument.</summary>
    public readonly Expression? Piped = piped;

    public readonly Argument[] Arguments = arguments;

    public readonly CallForm Form = form;

    /// <summary>Whether the first argument may be a path that does not exist (<c>object.is_defined a.b</c>).</summary>
    public bool FirstMayBeUndefined;
}

/// <summary><c>do; ...; end</c>.</summary>
internal sealed class FunctionExpression(FunctionSyntax function) : Expression(ExpressionKind.Function)
{
    public readonly FunctionSyntax Function = function;
}
