using Converge.Language.Values;

namespace Converge.Language.Templates.Syntax;

/// <summary>Text between code blocks, copied as it is.</summary>
internal sealed class TextStatement() : Statement(StatementKind.Text)
{
    public int Length => End - Start;
}

internal sealed class ExpressionStatement(Expression expression) : Statement(StatementKind.Expression)
{
    public readonly Expression Expression = expression;
}

/// <summary><c>target = value</c>; <c>target += value</c> has the sum as its value.</summary>
internal sealed class AssignmentStatement(PathExpression target, Expression value) : Statement(StatementKind.Assignment)
{
    public readonly PathExpression Target = target;

    public readonly Expression Value = value;
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
    public readonly PathExpression Name = name;

    public readonly FunctionSyntax Function = function;
}

internal sealed class Branch(Expression condition, StatementList body)
{
    public readonly Expression Condition = condition;

    public readonly StatementList Body = body;
}

/// <summary><c>if</c> with all its <c>else if</c>.</summary>
internal sealed class IfStatement(Branch[] branches, StatementList? otherwise) : Statement(StatementKind.If)
{
    public readonly Branch[] Branches = branches;

    public readonly StatementList? Otherwise = otherwise;
}

internal sealed class When(Expression[] values, StatementList body)
{
    public readonly Expression[] Values = values;

    public readonly StatementList Body = body;
}

internal sealed class CaseStatement(Expression value, When[] whens, StatementList? otherwise) : Statement(StatementKind.Case)
{
    public readonly Expression Value = value;

    public readonly When[] Whens = whens;

    public readonly StatementList? Otherwise = otherwise;
}

/// <summary>What stands after the source of a loop.</summary>
internal sealed class LoopParameters(Expression? offset, Expression? limit, Expression? columns, bool isReversed)
{
    public static readonly LoopParameters None = new(null, null, null, isReversed: false);

    public readonly Expression? Offset = offset;

    public readonly Expression? Limit = limit;

    public readonly Expression? Columns = columns;

    public readonly bool IsReversed = isReversed;
}

/// <summary><c>for</c> and <c>tablerow</c>.</summary>
internal sealed class ForStatement(LoopKind loop, PathExpression variable, Expression source, LoopParameters parameters, StatementList body, StatementList? otherwise)
    : Statement(StatementKind.For)
{
    public readonly LoopKind Loop = loop;

    public readonly PathExpression Variable = variable;

    public readonly Expression Source = source;

    public readonly LoopParameters Parameters = parameters;

    public readonly StatementList Body = body;

    public readonly StatementList? Otherwise = otherwise;
}

internal sealed class WhileStatement(Expression condition, StatementList body) : Statement(StatementKind.While)
{
    public readonly Expression Condition = condition;

    public readonly StatementList Body = body;
}

internal sealed class BreakStatement() : Statement(StatementKind.Break);

internal sealed class ContinueStatement() : Statement(StatementKind.Continue);

internal sealed class ReturnStatement(Expression? value) : Statement(StatementKind.Return)
{
    public readonly Expression? Value = value;
}

internal sealed class CaptureStatement(PathExpression target, StatementList body) : Statement(StatementKind.Capture)
{
    public readonly PathExpression Target = target;

    public readonly StatementList Body = body;
}

internal sealed class WithStatement(Expression target, StatementList body) : Statement(StatementKind.With)
{
    public readonly Expression Target = target;

    public readonly StatementList Body = body;
}

internal sealed class ImportStatement(Expression source) : Statement(StatementKind.Import)
{
    public readonly Expression Source = source;
}

internal sealed class ReadOnlyStatement(PathExpression variable) : Statement(StatementKind.ReadOnly)
{
    public readonly PathExpression Variable = variable;
}

internal sealed class WrapStatement(Expression target, StatementList body) : Statement(StatementKind.Wrap)
{
    /// <summary>A call, or the name of a function.</summary>
    public readonly Expression Target = target;

    public readonly StatementList Body = body;
}

/// <summary><c>$$</c>: the body that <c>wrap</c> passes.</summary>
internal sealed class WrappedBodyStatement() : Statement(StatementKind.WrappedBody);

internal sealed class StatementList(Statement[] statements)
{
    public static readonly StatementList Empty = new([]);

    public readonly Statement[] Statements = statements;
}
