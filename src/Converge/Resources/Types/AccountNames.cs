using System.Globalization;

namespace Converge.Resources.Types;

/// <summary>Names of users and groups.</summary>
internal static class AccountNames
{
    private const int Longest = 32;

    public static TextType User { get; } = new ParsedType("a user name", static w => Read(w, "user name")) { Pattern = Form };

    public static TextType Group { get; } = new ParsedType("a group name", static w => Read(w, "group name")) { Pattern = Form };

    /// <summary>Who owns a file: a name, or the number of one that has none.</summary>
    public static PropertyType Owner { get; } =
        new ParsedType("a user name or number", static w => ReadNameOrId(w, "user name")) { AllowsNumber = true };

    public static PropertyType OwnerGroup { get; } =
        new ParsedType("a group name or number", static w => ReadNameOrId(w, "group name")) { AllowsNumber = true };

    private const string Form = @"^[A-Za-z_][A-Za-z0-9_.-]*\$?$";

    private static string? ReadNameOrId(Written written, string noun)
    {
        var text = written.Text;
        if (text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return Read(written, noun);
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id < uint.MaxValue)
            return id.ToString(CultureInfo.InvariantCulture);
        return written.Fail($"{written.Quoted} is out of range: it must be a number from 0 to {uint.MaxValue - 1}");
    }

    private static string? Read(Written written, string noun)
    {
        const string Expected = "letters, digits, '_', '.' and '-', and begin with a letter or '_'";
        var text = written.Text;
        if (text.Length == 0)
            return written.Fail($"the {noun} is empty");
        if (text.Length > Longest)
            return written.Fail($"{written.Quoted} is too long: a {noun} has at most {Longest} characters");
        if (!char.IsAsciiLetter(text[0]) && text[0] != '_')
            return written.Refuse(noun, Expected);
        for (var at = 1; at < text.Length; at++)
        {
            if (!char.IsAsciiLetterOrDigit(text[at]) && text[at] is not ('_' or '.' or '-') && !(text[at] == '$' && at == text.Length - 1))
                return written.Fail(at..(at + 1), $"{written.Quoted} is no {noun}: it must be {Expected}");
        }
        return text;
    }
}
