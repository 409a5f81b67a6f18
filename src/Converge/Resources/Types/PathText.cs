namespace Converge.Resources.Types;

/// <summary>Paths on the machine and in the recipe.</summary>
internal static class PathText
{
    private const int LongestName = 255;
    private const int LongestPath = 4095;

    /// <summary>Without <c>//</c>, <c>.</c>, <c>..</c> and a slash at the end.</summary>
    public static PropertyType Absolute { get; } = new ParsedType("an absolute path", ReadAbsolute) { Pattern = "^/" };

    /// <summary>What a link points to, which is read as it stands.</summary>
    public static PropertyType Target { get; } = new ParsedType("a path", ReadTarget);

    /// <summary>A file below the folder <c>files</c> of the recipe.</summary>
    public static PropertyType RecipeFile { get; } = new ParsedType("the name of a file of the recipe", ReadInside);

    public static string? ReadAbsolute(Written written)
    {
        var text = written.Text;
        if (text.Length == 0)
            return written.Fail("the path is empty");
        if (text[0] != '/')
            return written.Fail(
                $"{written.Quoted} is no absolute path: it must begin with '/'",
                text[0] == '~' ? "'~' means nothing here: write the home directory itself" : null);
        if (!CheckCharacters(written))
            return null;
        if (IsCanonical(text))
            return text;
        var parts = new List<string>();
        var start = 0;
        foreach (var part in text.Split('/'))
        {
            if (part == ".." && parts.Count == 0)
                return written.Fail(start..(start + 2), $"{written.Quoted} leads above '/'");
            if (part == "..")
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "."))
                parts.Add(part);
            start += part.Length + 1;
        }
        return $"/{string.Join('/', parts)}";
    }

    private static bool IsCanonical(string path) =>
        path.Length > 1 && path[^1] != '/' && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal);

    /// <summary>A relative path that does not leave the folder it is relative to.</summary>
    public static string? ReadInside(Written written)
    {
        var text = written.Text;
        if (text.Length == 0)
            return written.Fail("the name is empty");
        if (text[0] == '/')
            return written.Fail($"{written.Quoted} is absolute: it must be relative to the recipe's folder");
        if (!CheckCharacters(written))
            return null;
        var start = 0;
        foreach (var part in text.Split('/'))
        {
            if (part is ".." or "." or "")
                return written.Fail(
                    start..(start + part.Length),
                    $"{written.Quoted} cannot be a name in the recipe's folder: '.', '..' and '//' have no place in it");
            start += part.Length + 1;
        }
        return text;
    }

    private static string? ReadTarget(Written written)
    {
        if (written.Text.Length == 0)
            return written.Fail("the path is empty");
        if (written.Text[0] == '/')
            return ReadAbsolute(written);
        return CheckCharacters(written) ? written.Text : null;
    }

    private static bool CheckCharacters(Written written)
    {
        var at = written.Text.AsSpan().IndexOfAnyInRange('\0', '\x1F');
        if (at >= 0)
            written.Fail(at..(at + 1), "a path cannot hold control characters");
        else if (written.Text.Length > LongestPath || (written.Text.Length > LongestName && Array.Exists(written.Text.Split('/'), static part => part.Length > LongestName)))
            written.Fail($"the path is too long: a name has at most {LongestName} characters, a path {LongestPath}");
        else
            return true;
        return false;
    }
}

/// <summary>A template of the recipe, which is rendered and becomes the property <c>content</c>.</summary>
internal sealed class TemplateNameType : TextType
{
    private TemplateNameType()
    {
    }

    public static PropertyType Instance { get; } = new TemplateNameType();

    public override string Description => "the name of a template of the recipe";

    protected override string? Read(Written written) => PathText.ReadInside(written);
}
