namespace Converge.Resources.Types;

/// <summary>Environment variables.</summary>
internal static class EnvironmentText
{
    public static PropertyType Map { get; } =
        new MapType(new ParsedType("the name of a variable", ReadName), PlainText.SecretSetting, "names of variables to their values");

    private static string? ReadName(Written written)
    {
        var text = written.Text;
        var isName = text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
        return isName ? text : written.Refuse("name of a variable", "letters, digits and '_', and not begin with a digit");
    }
}
