using System.Text.RegularExpressions;

namespace Converge.Resources.Types;

/// <summary>Regular expressions.</summary>
public static class RegexText
{
    /// <summary>How all of them are read, here and where they are used.</summary>
    public const RegexOptions Options = RegexOptions.CultureInvariant;

    /// <summary>How long one may look at a line.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    internal static PropertyType Type { get; } = new ParsedType("a regular expression", Read);

    private static string? Read(Written written)
    {
        if (written.Text.Length == 0)
            return written.Fail("the regular expression is empty: it would match everything");
        try
        {
            _ = new Regex(written.Text, Options, Timeout);
            return written.Text;
        }
        catch (RegexParseException error)
        {
            var at = Math.Clamp(error.Offset - 1, 0, written.Text.Length - 1);
            return written.Fail(at..(at + 1), $"{written.Quoted} is no regular expression: {Reason(error)}");
        }
    }

    private static string Reason(RegexParseException error) => error.Error switch
    {
        RegexParseError.InsufficientClosingParentheses => "a '(' is not closed",
        RegexParseError.InsufficientOpeningParentheses => "a ')' closes nothing",
        RegexParseError.UnterminatedBracket => "a '[' is not closed",
        RegexParseError.QuantifierAfterNothing => "nothing stands before what repeats it",
        RegexParseError.NestedQuantifiersNotParenthesized => "what repeats is repeated",
        RegexParseError.ReversedCharacterRange or RegexParseError.ReversedQuantifierRange => "a range goes from large to small",
        RegexParseError.UnescapedEndingBackslash => @"nothing stands behind the '\'",
        RegexParseError.UnrecognizedEscape => @"nothing is known as this '\' and letter",
        _ => "a part of it cannot be read",
    };
}
