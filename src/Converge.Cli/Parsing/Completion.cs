using System.Globalization;
using Converge.Cli.Commands;

namespace Converge.Cli.Parsing;

/// <summary>
/// What may stand where the cursor is in a half-written command line: the shells ask for it with
/// <c>converge '[suggest:11]' 'converge wh'</c>. The number is the place of the cursor, in characters.
/// </summary>
/// <remarks>System.CommandLine could answer, but throws when an option with values is followed by another word.</remarks>
internal static class Completion
{
    private const string Help = "--help";

    /// <summary>One suggestion a line, as whole words; null if the words do not ask for it.</summary>
    public static string? Answer(string[] words)
    {
        if (words is not [var directive, .. var rest] || Place(directive) is not { } place)
            return null;
        var line = rest is [var text, ..] ? text : "";
        return string.Concat(Words(line[..Math.Min(place, line.Length)]).Select(word => $"{word}\n"));
    }

    private static int? Place(string directive)
    {
        if (directive == "[suggest]")
            return int.MaxValue;
        return directive.StartsWith("[suggest:", StringComparison.Ordinal) && directive.EndsWith(']')
            && int.TryParse(directive["[suggest:".Length..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : null;
    }

    private static IEnumerable<string> Words(string line)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var begun = line.Length > 0 && !char.IsWhiteSpace(line[^1]) ? words[^1] : "";
        var before = begun.Length > 0 ? words[..^1] : words;
        // The first word is the program, by whatever name.
        var all = before.Length == 0 ? [] : After(before[1..], begun);
        return all.Where(word => word.StartsWith(begun, StringComparison.Ordinal));
    }

    private static IEnumerable<string> After(string[] before, string begun)
    {
        string[] options = begun.Length == 0 ? [] : before.Length == 0 ? [Help, "--version"] : [Help];
        if (before.Length == 0)
            return [.. LastWords(group: null), .. options];
        var (name, words) = Verbs.Split(before);
        string[] below = words == before.Length && Verbs.IsGroup(name) ? [.. LastWords(name)] : [];
        if (Verbs.Find(name) is { } verb)
            return below.Concat(Of(verb, before[words..], begun));
        return words == before.Length ? below.Concat(below.Length > 0 ? options : []) : [];
    }

    private static IEnumerable<string> LastWords(string? group) => Verbs.Below(group).Select(static below => Verbs.LastWordOf(below.Name));

    private static IEnumerable<string> Of(Verb verb, string[] before, string begun)
    {
        if (before is [.., var last] && verb.Option(last) is { IsFlag: false } awaiting)
            return awaiting.Choices;
        if (begun.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && verb.Option(begun[..equals]) is { } assigned)
            return assigned.Choices.Select(choice => $"{assigned.Name}={choice}");
        // Where an argument may stand, which mostly is a file, options are shown to those who begin one.
        if (!begun.StartsWith('-') && TakesArgument(verb, before))
            return [];
        var options = verb.Parameters.Append(Verb.Verbose).Where(p => p.IsOption && (p.Repeats || !before.Any(word => Names(p, word))));
        return options.Select(p => p.Name).Append(Help);
    }

    private static bool TakesArgument(Verb verb, string[] before)
    {
        var given = 0;
        for (var position = 0; position < before.Length; position++)
        {
            if (before[position].StartsWith('-') && verb.Option(before[position].Split('=')[0]) is { } option)
                position += option.IsFlag || before[position].Contains('=', StringComparison.Ordinal) ? 0 : 1;
            else
                given++;
        }
        var arguments = verb.Parameters.Where(p => !p.IsOption).ToArray();
        return given < arguments.Length || arguments is [.., { Repeats: true }];
    }

    private static bool Names(Parameter option, string word) => word == option.Name || word.StartsWith($"{option.Name}=", StringComparison.Ordinal);
}
