using System.Text.RegularExpressions;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>
/// Regular expressions in the syntax of .NET. Options are letters: <c>i</c> ignores case, <c>m</c> lets <c>^</c> and
/// <c>$</c> match at every line, <c>s</c> lets a dot match a newline, <c>x</c> ignores blanks in the pattern.
/// </summary>
internal static class RegexFunctions
{
    // Parsing has no timeout, and takes more than time in proportion.
    private const int LongestPattern = 16 * 1024;

    public static readonly ScriptObject Group = Builtins.Members(
        new("regex", "escape", "pattern", Escape),
        new("regex", "match", "text pattern options?", Match),
        new("regex", "matches", "text pattern options?", Matches),
        new("regex", "replace", "text pattern replace options?", Replace),
        new("regex", "split", "text pattern options?", Split),
        new("regex", "unescape", "pattern", Unescape));

    /// <summary>The text as a pattern that matches just this text.</summary>
    /// <example><![CDATA[{{ "(abc.*)" | regex.escape }} -> \(abc\.\*\)]]></example>
    private static Value Escape(in Call call) => call.Text(0) is { } text ? Value.From(Regex.Escape(text)) : Value.Null;

    /// <summary>The text without the escapes of a pattern.</summary>
    /// <example><![CDATA[{{ "\\(abc\\.\\*\\)" | regex.unescape }} -> (abc.*)]]></example>
    private static Value Unescape(in Call call)
    {
        if (call.Text(0) is not { } text)
            return Value.Null;
        try
        {
            return Value.From(Regex.Unescape(text));
        }
        catch (ArgumentException)
        {
            throw call.Error(0, $"'pattern' of 'regex.unescape' has an escape that is none: {call.Quote(0)}");
        }
    }

    /// <summary>The first match: an array of the whole match and its groups, empty if there is none.</summary>
    /// <example><![CDATA[
    /// {{ "this is a text123" | regex.match `(\w+) a ([a-z]+\d+)` }} -> ["is a text123", "is", "text123"]
    /// {{ "this is a text123" | regex.match `\d{4}` }} -> []
    /// ]]></example>
    private static Value Match(in Call call)
    {
        var walk = new RegexWalk(call, Pattern(call, 2), call.TextOrEmpty(0));
        return Value.From(!call[0].IsNull && walk.Next() ? Groups(call, walk.Current) : new ScriptArray());
    }

    /// <summary>All matches, each one an array of the whole match and its groups.</summary>
    /// <example><![CDATA[{{ "a1 b22" | regex.matches `([a-z])(\d+)` }} -> [["a1", "a", "1"], ["b22", "b", "22"]]]]></example>
    private static Value Matches(in Call call)
    {
        var matches = new ScriptArray();
        var walk = new RegexWalk(call, Pattern(call, 2), call.TextOrEmpty(0));
        while (!call[0].IsNull && walk.Next())
            call.Add(matches, Value.From(Groups(call, walk.Current)));
        return Value.From(matches);
    }

    /// <summary>The text with every match replaced; <c>$1</c>, <c>${name}</c> and <c>$0</c> stand for groups and the whole match.</summary>
    /// <example><![CDATA[
    /// {{ "this is a teeext" | regex.replace "te+xt" "text" }} -> this is a text
    /// {{ "key=value" | regex.replace `(\w+)=(\w+)` "$2=$1" }} -> value=key
    /// {{ "ABC" | regex.replace "b" "-" "i" }} -> A-C
    /// ]]></example>
    private static Value Replace(in Call call)
    {
        var pattern = Pattern(call, 3);
        if (call.Text(0) is not { } text)
            return Value.Null;
        var replacement = call.TextOrEmpty(2);
        var references = replacement.AsSpan().Count('$');
        var from = 0;
        using var buffer = call.NewText();
        var walk = new RegexWalk(call, pattern, text);
        while (walk.Next())
        {
            var match = walk.Current;
            buffer.Append(text.AsSpan(from, match.Index - from));
            from = match.Index + match.Length;
            if (references == 0)
                buffer.Append(replacement);
            else
                buffer.Append(Result(call, match, text, references));
        }
        buffer.Append(text.AsSpan(from));
        return buffer.ToValue();
    }

    /// <summary>The parts of the text between the matches; the groups of a match come between the parts.</summary>
    /// <example><![CDATA[{{ "a, b   , c,    d" | regex.split `\s*,\s*` }} -> ["a", "b", "c", "d"]]]></example>
    private static Value Split(in Call call)
    {
        var pattern = Pattern(call, 2);
        var parts = new ScriptArray();
        if (call.Text(0) is not { } text)
            return Value.From(parts);
        var from = 0;
        var walk = new RegexWalk(call, pattern, text);
        while (walk.Next())
        {
            var match = walk.Current;
            call.Add(parts, text.AsSpan(from, match.Index - from));
            from = match.Index + match.Length;
            for (var group = 1; group < match.Groups.Count; group++)
            {
                if (match.Groups[group].Success)
                    call.Add(parts, match.Groups[group].ValueSpan);
            }
        }
        call.Add(parts, text.AsSpan(from));
        return Value.From(parts);
    }

    private static ScriptArray Groups(in Call call, Match match)
    {
        var groups = new ScriptArray(match.Groups.Count);
        for (var group = 0; group < match.Groups.Count; group++)
            call.Add(groups, match.Groups[group].ValueSpan);
        return groups;
    }

    /// <summary>What replaces one match. No reference stands for more than the longest group, or with some the whole text.</summary>
    private static string Result(in Call call, Match match, string text, int references)
    {
        var replacement = call.TextOrEmpty(2);
        var longest = match.Length;
        for (var group = 1; group < match.Groups.Count; group++)
            longest = Math.Max(longest, match.Groups[group].Length);
        if (RefersToText(replacement))
            longest = text.Length;
        if (replacement.Length + (long)references * longest > call.Limits.TextLength)
            throw call.Error(2, $"a replacement would be longer than {call.Limits.TextLength} characters");
        return match.Result(replacement);
    }

    /// <summary>To what precedes the match, what follows it, or all of it.</summary>
    private static bool RefersToText(string replacement) =>
        replacement.Contains("$`", StringComparison.Ordinal)
        || replacement.Contains("$'", StringComparison.Ordinal)
        || replacement.Contains("$_", StringComparison.Ordinal);

    private static Regex Pattern(in Call call, int optionsIndex)
    {
        var options = Options(call, optionsIndex);
        var pattern = call.PlainText(1) ?? throw call.Error(1, $"'pattern' of '{call.Function.Name}' must not be null");
        if (pattern.Length > LongestPattern)
            throw call.Error(1, $"a pattern may have at most {LongestPattern} characters, not {pattern.Length}");
        try
        {
            return RegexCache.Get(pattern, options, call.Limits.RegexTimeout);
        }
        catch (RegexParseException invalid)
        {
            throw call.Error(1, $"the pattern {call.Quote(1)} is wrong at character {invalid.Offset + 1}: {Words(invalid.Error)}");
        }
    }

    private static RegexOptions Options(in Call call, int index)
    {
        var options = RegexOptions.None;
        foreach (var letter in call.PlainText(index) ?? "")
        {
            options |= letter switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                's' => RegexOptions.Singleline,
                'x' => RegexOptions.IgnorePatternWhitespace,
                _ => throw call.Error(index, $"'options' must be letters of 'imsx', not {call.Quote(index)}"),
            };
        }
        return options;
    }

    /// <summary>The name of the error as words: <c>insufficient closing parentheses</c>.</summary>
    private static string Words(RegexParseError error)
    {
        using var words = new TextBuffer(int.MaxValue);
        foreach (var character in error.ToString())
        {
            if (char.IsUpper(character) && words.Length > 0)
                words.Append(' ');
            words.Append(char.ToLowerInvariant(character));
        }
        return new string(words.Written);
    }
}
