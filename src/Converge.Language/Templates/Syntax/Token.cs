using System.Runtime.InteropServices;

namespace Converge.Language.Templates.Syntax;

internal enum TokenKind : byte
{
    End,
    Text,
    CodeEnter,
    CodeExit,
    NewLine,
    Semicolon,
    Identifier,

    /// <summary><c>$name</c>, <c>$</c>, <c>$0</c> or <c>$$</c>.</summary>
    Local,
    Number,
    String,
    Verbatim,

    /// <summary><c>$"</c>; then text and expression parts until <see cref="InterpolationEnd"/>.</summary>
    InterpolationStart,
    InterpolationText,
    InterpolationOpen,
    InterpolationClose,
    InterpolationEnd,

    Dot,
    QuestionDot,
    DotDot,
    DotDotLess,
    Ellipsis,
    Comma,
    Colon,
    Question,
    OpenParen,
    CloseParen,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    At,
    Caret,
    Pipe,
    Or,
    And,
    Not,
    NotEqual,
    Equal,
    EqualEqual,
    Less,
    LessEqual,
    ShiftLeft,
    Greater,
    GreaterEqual,
    ShiftRight,
    Plus,
    PlusPlus,
    PlusEqual,
    Minus,
    MinusMinus,
    MinusEqual,
    Star,
    StarEqual,
    Slash,
    SlashEqual,
    SlashSlash,
    SlashSlashEqual,
    Percent,
    PercentEqual,
    Coalesce,
    NotNullThen,

    /// <summary>Something that is no token; the lexer has reported it.</summary>
    Invalid,
}

[StructLayout(LayoutKind.Auto)]
internal readonly struct Token(TokenKind kind, int start, int end)
{
    public readonly TokenKind Kind = kind;
    public readonly int Start = start;
    public readonly int End = end;
}
