using System.Collections.Immutable;
using Converge.Catalogs.Explanations;
using Converge.Language.Values;

namespace Converge.Cli.Output.Explanations;

/// <summary>Explanations for people.</summary>
internal static class ExplanationText
{
    public static string Of(Explanation explanation, string node)
    {
        var sheet = new Sheet();
        switch (explanation)
        {
            case AttributeExplanation attribute:
                AttributeText.Add(sheet, attribute);
                break;
            case ResourceExplanation resource:
                ResourceText.Add(sheet, resource, node);
                break;
            case ContainerExplanation { Container: var container }:
                sheet.Line($"{container.Id} on {node}, declared at {container.At}");
                sheet.Section("it consists of", [.. container.Members.Select(static member => (string[])[member.ToString()])]);
                break;
            case MissingResourceExplanation missing:
                AddMissing(sheet, missing, node);
                break;
            case PeersExplanation peers:
                PeersText.Add(sheet, peers, node);
                break;
            case RecipeExplanation recipe:
                AddRecipe(sheet, recipe, node);
                break;
        }
        return sheet.ToString();
    }

    /// <summary>A value as part of a line, as JSON has it: so 5 is not "5".</summary>
    public static string Short(Value value) => value.Kind == ValueKind.String && value.AsString().Contains('\n', StringComparison.Ordinal)
        ? Sheet.Short(value.AsString())
        : Sheet.Short(JsonText.Write(value));

    public static void AddWays(Sheet sheet, string heading, ImmutableArray<RecipeWay> ways)
    {
        foreach (var way in ways)
        {
            sheet.Section(heading, [.. way.Steps.Select(static step => (string[])[$"{step.From} {Verb(step)} {step.To}", step.At.ToString()])]);
            heading = "and because";
        }
    }

    private static string Verb(WayStep step) => step.From.StartsWith("recipe ", StringComparison.Ordinal) ? "depends on" : "has";

    private static void AddMissing(Sheet sheet, MissingResourceExplanation missing, string node)
    {
        sheet.Line($"{missing.Subject} is not in the catalog of {node}");
        sheet.Section("left out, because its condition is false", [.. missing.Excluded.Select(static excluded => (string[])[excluded.Resource, $"when: {Sheet.Short(excluded.Condition)}", excluded.ConditionAt.ToString()])]);
        // What is left out says enough; where else it is written matters only if nothing is.
        foreach (var declaration in missing.Excluded.IsEmpty ? missing.Declarations : [])
        {
            var why = declaration.Runs ? "which runs there, but did not give it"
                : declaration.Ways.IsEmpty ? $"which is not in the run list of {node}, and in no role"
                : $"which is not in the run list of {node}; it comes with role {string.Join(" or ", declaration.Ways.Select(static way => way.Role))}";
            sheet.Section($"written in {declaration.Recipe}, {why}", [[declaration.Title, declaration.At.ToString()]]);
        }
    }

    private static void AddRecipe(Sheet sheet, RecipeExplanation explained, string node)
    {
        sheet.Line($"{explained.Subject} {explained.Source.Version.ToNormalizedString()} is {(explained.Runs ? "" : "not ")}in the run list of {node}");
        if (explained.Runs)
            AddWays(sheet, "because", explained.Ways);
        else if (explained.Ways.IsEmpty)
            sheet.Line("no role has it");
        else
            sheet.Section("it would come with", [.. explained.Ways.Select(static way => (string[])[$"role {way.Role}", way.Steps[0].At.ToString()])]);
        if (explained.Recipe is { } recipe)
        {
            sheet.Section("waits for", [.. recipe.DependsOn.Select(static name => (string[])[name])]);
            sheet.Section("resources", [.. recipe.Resources.Select(static resource => (string[])[resource.Id.ToString(), resource.At.ToString()])]);
        }
        if (explained.Attributes.IsEmpty)
            return;
        sheet.Line("");
        sheet.Line("attributes");
        AttributeText.Add(sheet, explained.Attributes);
    }
}
