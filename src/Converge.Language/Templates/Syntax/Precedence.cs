namespace Converge.Language.Templates.Syntax;

/// <summary>How tightly binary operators bind; higher is tighter.</summary>
internal static class Precedence
{
    public const int Lowest = 0;
    public const int Or = 30;

    public static bool TryGet(TokenKind kind, out BinaryOperator operation, out int precedence)
    {
        (operation, precedence) = kind switch
        {
            TokenKind.DotDot => (BinaryOperator.RangeInclusive, 130),
            TokenKind.DotDotLess => (BinaryOperator.RangeExclusive, 130),
            TokenKind.Star => (BinaryOperator.Multiply, 110),
            TokenKind.Slash => (BinaryOperator.Divide, 110),
            TokenKind.SlashSlash => (BinaryOperator.DivideInteger, 110),
            TokenKind.Percent => (BinaryOperator.Modulo, 110),
            TokenKind.ShiftLeft => (BinaryOperator.ShiftLeft, 110),
            TokenKind.ShiftRight => (BinaryOperator.ShiftRight, 110),
            TokenKind.Plus => (BinaryOperator.Add, 100),
            TokenKind.Minus => (BinaryOperator.Subtract, 100),
            TokenKind.Less => (BinaryOperator.Less, 80),
            TokenKind.LessEqual => (BinaryOperator.LessOrEqual, 80),
            TokenKind.Greater => (BinaryOperator.Greater, 80),
            TokenKind.GreaterEqual => (BinaryOperator.GreaterOrEqual, 80),
            TokenKind.EqualEqual => (BinaryOperator.Equal, 70),
            TokenKind.NotEqual => (BinaryOperator.NotEqual, 70),
            TokenKind.And => (BinaryOperator.And, 40),
            TokenKind.Or => (BinaryOperator.Or, Or),
            TokenKind.Coalesce => (BinaryOperator.Coalesce, 20),
            TokenKind.NotNullThen => (BinaryOperator.NotNullThen, 20),
            _ => (default, -1),
        };
        return precedence >= 0;
    }
}
