using System.Text;
using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Recipes.Secrets;

/// <summary>Changes one value in the text of a secret file, and leaves every other character as it is.</summary>
public static class SecretEdit
{
    private const int Indent = 2;

    /// <summary>A file with the first value in it.</summary>
    /// <param name="readers">A query.</param>
    public static string Begin(string readers) => $"{SecretFile.ReadersKey}: {Quoted(readers)}\n";

    /// <summary>The text with a value at the path; null, with a problem, if there is no place for it.</summary>
    public static string? Set(SourceText source, string key, string value, out SecretProblem? problem)
    {
        ArgumentNullException.ThrowIfNull(source);
        problem = null;
        var names = key.Split('.');
        if (key == SecretFile.ReadersKey || !Array.TrueForAll(names, Names.IsValid))
            problem = new($"'{key}' is no name for a secret", $"names are {Names.Rule}, with dots between; '{SecretFile.ReadersKey}' says who may read the file");
        else if (YamlDocument.Parse(source, []) is not YamlMapping root)
            problem = new($"'{source.Path}' is not a mapping");
        else
            return Set(source, root, names, value, ref problem);
        return null;
    }

    private static string? Set(SourceText source, YamlMapping root, string[] names, string value, ref SecretProblem? problem)
    {
        var (map, depth) = (root, 0);
        while (depth < names.Length - 1 && map[names[depth]] is YamlMapping inner)
            (map, depth) = (inner, depth + 1);
        foreach (var text in new[] { value, $"\"{value}\"" })
        {
            // What is inside of brackets ends at a comma, which a value has.
            var edited = map.TryGetEntry(names[depth], out var entry)
                ? Replace(source.Text, entry, text)
                : Insert(source.Text, map, names.AsSpan(depth), text);
            if (edited is not null && IsOnlyChange(source, edited, string.Join('.', names), value))
                return edited;
        }
        problem = new($"'{source.Path}' has no place for '{string.Join('.', names)}' that can be changed without the rest", "write its key with an empty value where it should be, then set it");
        return null;
    }

    private static string? Replace(string text, YamlEntry entry, string value)
    {
        if (entry.Value is not YamlScalar scalar || scalar.AliasSpan is not null)
            return null;
        var (start, end) = (scalar.Start, scalar.End);
        while (end > start && text[end - 1] is '\n' or '\r')
            end--;
        if (end > start)
            return $"{text[..start]}{value}{text[end..]}";
        var colon = text.IndexOf(':', entry.Key.End);
        return colon < 0 ? null : $"{text[..(colon + 1)]} {value}{text[(colon + 1)..]}";
    }

    private static string? Insert(string text, YamlMapping map, ReadOnlySpan<string> names, string value)
    {
        if (map.Entries.IsEmpty || text[map.Start] == '{')
            return null;
        var end = map.End;
        while (end > map.Start && char.IsWhiteSpace(text[end - 1]))
            end--;
        // A comment at the end of the line stays there.
        end = text.IndexOf('\n', end) is >= 0 and var newline ? newline : text.Length;
        var column = map.Entries[0].Key.Span.Column - 1;
        var lines = new StringBuilder();
        for (var depth = 0; depth < names.Length; depth++)
            lines.Append('\n').Append(' ', column + (Indent * depth)).Append(names[depth]).Append(':');
        return $"{text[..end]}{lines} {value}{(end == text.Length ? "\n" : "")}{text[end..]}";
    }

    private static bool IsOnlyChange(SourceText source, string edited, string key, string value)
    {
        var before = SecretFile.Read("", source);
        var after = SecretFile.Read("", SourceText.From(source.Path, edited));
        if (after.Diagnostics.Length > before.Diagnostics.Length || after.ReadersText != before.ReadersText || after.Values.GetValueOrDefault(key)?.Text != value)
            return false;
        return after.Values.Remove(key).Select(static pair => (pair.Key, pair.Value.Text)).SequenceEqual(before.Values.Remove(key).Select(static pair => (pair.Key, pair.Value.Text)));
    }

    private static string Quoted(string text) => YamlWriter.Write(Language.Values.Value.From(text)).ToString();
}
