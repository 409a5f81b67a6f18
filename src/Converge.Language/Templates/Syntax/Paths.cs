using Converge.Language.Values;

namespace Converge.Language.Templates.Syntax;

/// <summary>A name, a member or an indexer: what can be read leniently and assigned.</summary>
internal abstract class PathExpression(ExpressionKind kind) : Expression(kind)
{
    /// <summary>Whether what does not exist reads as null here; decided by the form alone (left of <c>??</c>, from a <c>?.</c> on).</summary>
    public bool IsLenient;
}

internal sealed class VariableExpression(string name) : PathExpression(ExpressionKind.Variable)
{
    /// <summary>Where it was found last; see <see cref="ScriptObject.Find"/>.</summary>
    public KeyHint Hint = new(name);

    /// <summary>What the language itself means by the name, once somebody asked.</summary>
    public Boxed? Builtin;

    public readonly string Name = name;
}

/// <summary><c>$name</c>.</summary>
internal sealed class LocalExpression(string name) : PathExpression(ExpressionKind.Local)
{
    /// <summary>Without the dollar.</summary>
    public readonly string Name = name;
}

/// <summary><c>$</c>, the array of the arguments.</summary>
internal sealed class ArgumentsExpression() : PathExpression(ExpressionKind.Arguments);

/// <summary><c>this</c>, the innermost object context.</summary>
internal sealed class ThisExpression() : PathExpression(ExpressionKind.This);

internal enum LoopKind
{
    For,
    While,
    TableRow,
}

/// <summary><c>for.index</c> and its kin.</summary>
internal sealed class LoopStateExpression(LoopKind loop, string member) : PathExpression(ExpressionKind.LoopState)
{
    public readonly LoopKind Loop = loop;

    public readonly string Member = member;

    public int MemberStart { get; init; }
}

internal sealed class MemberExpression(Expression target, string name, bool isOptional) : PathExpression(ExpressionKind.Member)
{
    public KeyHint Hint = new(name);

    public readonly Expression Target = target;

    public readonly string Name = name;

    public int NameStart { get; init; }

    /// <summary>Written <c>?.</c>.</summary>
    public readonly bool IsOptional = isOptional;
}

internal sealed class IndexExpression(Expression target, Expression index) : PathExpression(ExpressionKind.Index)
{
    public readonly Expression Target = target;

    public readonly Expression Index = index;
}

/// <summary><c>x.empty?</c> and <c>x.blank?</c>.</summary>
internal sealed class EmptinessExpression(Expression target, string name, bool isOptional) : Expression(ExpressionKind.Emptiness)
{
    public readonly Expression Target = target;

    public readonly string Name = name;

    /// <summary>Written <c>?.</c>.</summary>
    public readonly bool IsOptional = isOptional;
}
