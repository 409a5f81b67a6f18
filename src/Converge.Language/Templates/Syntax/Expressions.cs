using Converge.Language.Values;

namespace Converge.Language.Templates.Syntax;

internal sealed class LiteralExpression(Value value) : Expression(ExpressionKind.Literal)
{
    public Value Value { get; } = value;
}

/// <summary><c>$"text {expression} text"</c>; the texts are literals among the parts.</summary>
internal sealed class InterpolatedExpression(Expression[] parts) : Expression(ExpressionKind.Interpolated)
{
    public Expression[] Parts { get; } = parts;
}

internal sealed class ArrayExpression(Expression[] items) : Expression(ExpressionKind.Array)
{
    public Expression[] Items { get; } = items;
}

internal sealed class ObjectExpression(string[] keys, Expression[] values) : Expression(ExpressionKind.Object)
{
    public string[] Keys { get; } = keys;

    public Expression[] Values { get; } = values;
}

internal sealed class ParenthesisExpression(Expression inner) : Expression(ExpressionKind.Parenthesis)
{
    public Expression Inner { get; } = inner;
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
    public UnaryOperator Operator { get; } = operation;

    public Expression Operand { get; } = operand;
}

/// <summary><c>++x</c>, <c>x--</c>: an assignment that has a value.</summary>
internal sealed class IncrementExpression(PathExpression target, int by, bool isPrefix) : Expression(ExpressionKind.Increment)
{
    public PathExpression Target { get; } = target;

    public int By { get; } = by;

    public bool IsPrefix { get; } = isPrefix;
}

internal sealed class BinaryExpression(BinaryOperator operation, Expression left, Expression right) : Expression(ExpressionKind.Binary)
{
    public BinaryOperator Operator { get; } = operation;

    public Expression Left { get; } = left;

    public Expression Right { get; } = right;

    public int OperatorStart { get; init; }
}

internal sealed class ConditionalExpression(Expression condition, Expression whenTrue, Expression whenFalse) : Expression(ExpressionKind.Conditional)
{
    public Expression Condition { get; } = condition;

    public Expression WhenTrue { get; } = whenTrue;

    public Expression WhenFalse { get; } = whenFalse;
}

/// <summary><c>@f</c>: the function itself, not called.</summary>
internal sealed class AliasExpression(Expression operand) : Expression(ExpressionKind.Alias)
{
    public Expression Operand { get; } = operand;
}

/// <param name="Name">Null for a positional argument.</param>
internal readonly record struct Argument(string? Name, Expression Value, int Start);

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
    public Expression Target { get; } = target;

    /// <summary>What stands before the pipe; the first argument.</summary>
    public Expression? Piped { get; } = piped;

    public Argument[] Arguments { get; } = arguments;

    public CallForm Form { get; } = form;

    /// <summary>Whether the first argument may be a path that does not exist (<c>object.is_defined a.b</c>).</summary>
    public bool FirstMayBeUndefined { get; set; }
}

/// <summary><c>do; ...; end</c>.</summary>
internal sealed class FunctionExpression(FunctionSyntax function) : Expression(ExpressionKind.Function)
{
    public FunctionSyntax Function { get; } = function;
}
