namespace Converge.Resources.Types;

/// <summary>What the account files hold besides names.</summary>
internal static class AccountText
{
    /// <summary>A field of <c>/etc/passwd</c>.</summary>
    public static PropertyType Comment { get; } = new ParsedType("a text of one line without ':'", ReadComment);

    /// <summary>A command as sudoers has it.</summary>
    public static PropertyType SudoCommand { get; } = new ParsedType("an absolute path, perhaps with arguments, or ALL", ReadSudoCommand);

    private static string? ReadSudoCommand(Written written)
    {
        if (PlainText.ReadLine(written) is not { } text)
            return null;
        if (text == "ALL" || (text[0] == '/' && !text.EndsWith('\\')))
            return text;
        return written.Refuse(
            "command for sudo",
            "an absolute path, perhaps with arguments, or ALL",
            text.Equals("ALL", StringComparison.OrdinalIgnoreCase) ? "write 'ALL'" : null);
    }

    private static string? ReadComment(Written written) =>
        written.Text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var at
            ? written.Fail(at..(at + 1), "a comment cannot hold ':', which divides the fields of /etc/passwd")
            : written.Text.Length == 0 ? "" : PlainText.ReadLine(written);
}
