using Converge.Language.Values;

namespace Converge.Language.Templates.Syntax;

/// <summary>Text between code blocks, copied as it is.</summary>
internal sealed class TextStatement() : Statement(StatementKind.Text)
{
    public int Length => End - Start;
}

internal sealed class ExpressionStatement(Expression expression) : Statement(StatementKind.Expression)
{
    public Expression Expression { get; } = expression;
}

/// <summary><c>target = value</c>; <c>target += value</c> has the sum as its value.</summary>
internal sealed class AssignmentStatement(PathExpression target, Expression value) : Statement(StatementKind.Assignment)
{
    public PathExpression Target { get; } = target;

    public Expression Value { get; } = value;
}

internal enum ParameterKind
{
    Required,
    Optional,
    Rest,
}

internal readonly record struct Parameter(string Name, ParameterKind Kind, Value Default);

/// <param name="Name">Null for an anonymous function.</param>
/// <param name="Parameters">Null for a function that takes anything in <c>$</c>.</param>
internal sealed record FunctionSyntax(string? Name, Parameter[]? Parameters, StatementList Body);

/// <summary><c>func name ... end</c> and <c>name(a, b) = expression</c>.</summary>
internal sealed class FunctionStatement(PathExpression name, FunctionSyntax function) : Statement(StatementKind.Function)
{
    public PathExpression Name { get; } = name;

    public FunctionSyntax Function { get; } = function;
}

internal readonly record struct Branch(Expression Condition, StatementList Body);

/// <summary><c>if</c> with all its <c>else if</c>.</summary>
internal sealed class IfStatement(Branch[] branches, StatementList? otherwise) : Statement(StatementKind.If)
{
    public Branch[] Branches { get; } = branches;

    public StatementList? Otherwise { get; } = otherwise;
}

internal readonly record struct When(Expression[] Values, StatementList Body);

internal sealed class CaseStatement(Expression value, When[] whens, StatementList? otherwise) : Statement(StatementKind.Case)
{
    public Expression Value { get; } = value;

    public When[] Whens { get; } = whens;

    public StatementList? Otherwise { get; } = otherwise;
}

/// <summary><c>for</c> and <c>tablerow</c>.</summary>
internal sealed class ForStatement(LoopKind loop, PathExpression variable, Expression source, StatementList body) : Statement(StatementKind.For)
{
    public LoopKind Loop { get; } = loop;

    public PathExpression Variable { get; } = variable;

    public Expression Source { get; } = source;

    public StatementList Body { get; } = body;

    public StatementList? Otherwise { get; init; }

    public Expression? Offset { get; init; }

    public Expression? Limit { get; init; }

    public Expression? Columns { get; init; }

    public bool IsReversed { get; init; }
}

internal sealed class WhileStatement(Expression condition, StatementList body) : Statement(StatementKind.While)
{
    public Expression Condition { get; } = condition;

    public StatementList Body { get; } = body;
}

internal sealed class BreakStatement() : Statement(StatementKind.Break);

internal sealed class ContinueStatement() : Statement(StatementKind.Continue);

internal sealed class ReturnStatement(Expression? value) : Statement(StatementKind.Return)
{
    public Expression? Value { get; } = value;
}

internal sealed class CaptureStatement(PathExpression target, StatementList body) : Statement(StatementKind.Capture)
{
    public PathExpression Target { get; } = target;

    public StatementList Body { get; } = body;
}

internal sealed class WithStatement(Expression target, StatementList body) : Statement(StatementKind.With)
{
    public Expression Target { get; } = target;

    public StatementList Body { get; } = body;
}

internal sealed class ImportStatement(Expression source) : Statement(StatementKind.Import)
{
    public Expression Source { get; } = source;
}

internal sealed class ReadOnlyStatement(PathExpression variable) : Statement(StatementKind.ReadOnly)
{
    public PathExpression Variable { get; } = variable;
}

internal sealed class WrapStatement(Expression target, StatementList body) : Statement(StatementKind.Wrap)
{
    /// <summary>A call, or the name of a function.</summary>
    public Expression Target { get; } = target;

    public StatementList Body { get; } = body;
}

/// <summary><c>$$</c>: the body that <c>wrap</c> passes.</summary>
internal sealed class WrappedBodyStatement() : Statement(StatementKind.WrappedBody);

internal sealed class StatementList(Statement[] statements)
{
    public static readonly StatementList Empty = new([]);

    public Statement[] Statements { get; } = statements;
}
