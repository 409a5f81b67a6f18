namespace Converge.Language.Templates.Syntax;

/// <summary>A piece of a template; it knows where it stands, as offsets into the template's text.</summary>
internal abstract class SyntaxNode
{
    public int Start { get; init; }

    /// <summary>Offset after the last character.</summary>
    public int End { get; init; }
}

internal enum ExpressionKind
{
    Literal,
    Interpolated,
    Variable,
    Local,
    Arguments,
    This,
    LoopState,
    Member,
    Index,
    Emptiness,
    Array,
    Object,
    Parenthesis,
    Unary,
    Increment,
    Binary,
    Conditional,
    Alias,
    Call,
    Function,
}

internal abstract class Expression(ExpressionKind kind) : SyntaxNode
{
    public readonly ExpressionKind Kind = kind;

    /// <summary>Whether a <c>?.</c> stands in the chain that ends here: it is null if what the <c>?.</c> looks into is.</summary>
    public bool IsOptionalChain { get; init; }
}

internal enum StatementKind
{
    Text,
    Expression,
    Assignment,
    Function,
    If,
    Case,
    For,
    While,
    Break,
    Continue,
    Return,
    Capture,
    With,
    Import,
    ReadOnly,
    Wrap,
    WrappedBody,
}

internal abstract class Statement(StatementKind kind) : SyntaxNode
{
    public readonly StatementKind Kind = kind;

    /// <summary>Set on the first statement after a <c>{{</c>: the indent of that code block.</summary>
    public BlockIndent? Enters;
}

/// <summary>The whitespace before a <c>{{</c> that starts its line; null if it does not.</summary>
internal sealed record BlockIndent(string? Text)
{
    public static readonly BlockIndent None = new((string?)null);
}
