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

    /// <summary>The text as somebody edits it, with what was decrypted in the place of the encrypted forms.</summary>
    public static string Reveal(SourceText source, IReadOnlyDictionary<string, string> plain) => ReplaceAll(source, place => plain.TryGetValue(place.Path, out var text) ? InYaml(source.Text, place, text) : null);

    /// <summary>The text as it goes into git; null if the values cannot be told apart from the rest.</summary>
    public static string? Hide(SourceText source, IReadOnlyDictionary<string, string> encrypted)
    {
        var hidden = ReplaceAll(source, place => encrypted.TryGetValue(place.Path, out var text) ? place.IsInBrackets ? $"\"{text}\"" : text : null);
        var file = SecretFile.Read("", SourceText.From(source.Path, hidden));
        return file.Diagnostics.IsEmpty && file.Values.Select(static pair => (pair.Key, pair.Value.Text)).SequenceEqual(encrypted.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => (pair.Key, pair.Value))) ? hidden : null;
    }

    private static string ReplaceAll(SourceText source, Func<ValuePlace, string?> replacement)
    {
        if (YamlDocument.Parse(source, []) is not YamlMapping root)
            return source.Text;
        var text = source.Text;
        // From the last to the first, so that the places of those before stay what they are; an alias repeats a place.
        foreach (var place in Places(root, "", isInBrackets: false).DistinctBy(static place => place.Value.Start).OrderByDescending(static place => place.Value.Start))
        {
            if (replacement(place) is not { } value)
                continue;
            var end = place.Value.End;
            while (end > place.Value.Start && text[end - 1] is '\n' or '\r')
                end--;
            text = $"{text[..place.Value.Start]}{value}{text[end..]}";
        }
        return text;
    }

    private static IEnumerable<ValuePlace> Places(YamlMapping map, string prefix, bool isInBrackets)
    {
        isInBrackets |= map.Source.Text[map.Start] == '{';
        foreach (var (key, value) in map.Entries)
        {
            if (value is YamlMapping inner)
            {
                foreach (var place in Places(inner, $"{prefix}{key.Text}.", isInBrackets))
                    yield return place;
            }
            else if (value is YamlScalar { IsNull: false, AliasSpan: null } scalar && (prefix.Length > 0 || key.Text != SecretFile.ReadersKey))
                yield return new($"{prefix}{key.Text}", scalar, key.Span.Column - 1, isInBrackets);
        }
    }

    /// <summary>As a block if it has lines, and there is place for one.</summary>
    private static string InYaml(string source, ValuePlace place, string text)
    {
        var rest = source.AsSpan(place.Value.End);
        var isLast = rest.IndexOf('\n') is >= 0 and var end && rest[..end].IsWhiteSpace();
        var written = YamlWriter.Write(Language.Values.Value.From(text), Indent).ToString();
        if (!written.StartsWith('|'))
            return written;
        if (place.IsInBrackets || !isLast)
            return Language.Values.JsonText.Write(Language.Values.Value.From(text));
        var lines = written.TrimEnd('\n').Split('\n');
        return string.Join('\n', lines.Select((line, number) => number == 0 || line.Length == 0 ? line : $"{new string(' ', place.Column)}{line}"));
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

    /// <param name="Column">Of the key, from 0.</param>
    private readonly record struct ValuePlace(string Path, YamlScalar Value, int Column, bool IsInBrackets);
}
