using System.Collections.Immutable;
using Converge.Catalogs.Explanations;

namespace Converge.Cli.Output.Explanations;

/// <summary>Attributes with their layers, lowest first; a star is at those that count.</summary>
internal static class AttributeText
{
    public static void Add(Sheet sheet, AttributeExplanation explained)
    {
        if (explained.Attributes is not [{ Path: var path }] || path != explained.Subject)
            sheet.Line($"{explained.Subject} = {Value(explained.Value)}");
        if (explained.Attributes is [])
            sheet.Line("  nothing is set in it");
        Add(sheet, explained.Attributes);
    }

    public static void Add(Sheet sheet, ImmutableArray<AttributeStory> stories)
    {
        foreach (var story in stories)
        {
            if (sheet.ToString().Length > 0)
                sheet.Line("");
            sheet.Line($"{story.Path} = {Value(story.Value)}");
            sheet.Rows([.. story.Says.Select(static say => (string[])[say.Counts ? "*" : " ", Written(say), say.Layer == 0 ? $"default of {say.Origin}" : say.Origin, say.At.ToString()])]);
        }
    }

    private static string Value(Language.Values.Value? value) => value is { } known ? ExplanationText.Short(known) : "not known, because of errors";

    private static string Written(LayerSay say)
    {
        var written = $"{(say.Appends ? "+ " : "")}{ExplanationText.Short(say.Written)}";
        if (say.Problem is { } problem)
            return $"{written} -> {problem}";
        return say.Given is { } given ? $"{written} -> {ExplanationText.Short(given)}" : written;
    }
}
