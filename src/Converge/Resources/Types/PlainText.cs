namespace Converge.Resources.Types;

/// <summary>Texts without a form of their own.</summary>
internal static class PlainText
{
    public static PropertyType Line { get; } = new ParsedType("a text of one line", ReadLine) { Pattern = @"^[^\r\n]+$" };

    public static PropertyType SecretLine { get; } = new ParsedType("a text of one line", ReadLine) { IsSecret = true };

    public static PropertyType Content { get; } = new ParsedType("a text", ReadContent) { IsSecret = true };

    /// <summary>What a program reads again, so that a number is as good as its digits.</summary>
    public static PropertyType Setting { get; } = new ParsedType("a text of one line or a number", ReadLine) { AllowsNumber = true };

    /// <summary>As <see cref="Setting"/>, of any length and with nothing forbidden but NUL.</summary>
    public static PropertyType SecretSetting { get; } =
        new ParsedType("a text or a number", ReadContent) { AllowsNumber = true, IsSecret = true };

    /// <summary>As <see cref="Setting"/>, or true or false, or nothing at all, which resets a setting.</summary>
    public static PropertyType UnitSetting { get; } =
        new ParsedType("a text of one line, a number, true or false", static w => w.Text.Length == 0 ? "" : ReadLine(w)) { AllowsNumber = true, AllowsBool = true };

    public static string? ReadLine(Written written)
    {
        if (written.Text.Length == 0)
            return written.Fail("the text is empty");
        var end = written.Text.AsSpan().IndexOfAny('\r', '\n', '\0');
        if (end < 0)
            return written.Text;
        return written.Text[end] == '\0'
            ? ReadContent(written)
            : written.Fail(end.., "the text must be one line", "'|-' and '>-' leave out the newline at the end");
    }

    private static string? ReadContent(Written written) =>
        written.Text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var at
            ? written.Fail(at..(at + 1), "a text cannot hold the character NUL")
            : written.Text;
}
