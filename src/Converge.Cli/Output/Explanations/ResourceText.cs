using Converge.Catalogs;
using Converge.Catalogs.Explanations;

namespace Converge.Cli.Output.Explanations;

/// <summary>A resource and everything around it.</summary>
internal static class ResourceText
{
    public static void Add(Sheet sheet, ResourceExplanation explained, string node)
    {
        var resource = explained.Resource;
        sheet.Line($"{resource.Id} on {node}, of recipe {explained.Recipe.Name} {explained.Recipe.Version}");
        sheet.Section("declared at", [.. resource.AlsoAt.Prepend(resource.At).Select(static at => (string[])[at.ToString()])]);
        sheet.Section("which is included at", [.. explained.IncludedAt.Select(static at => (string[])[at.ToString()])]);
        ExplanationText.AddWays(sheet, $"{explained.Recipe.Name} runs because", explained.Ways);
        sheet.Section("properties", [.. resource.Properties.Select(static property => (string[])[property.Key, ExplanationText.Short(CatalogText.Mask(property.Value.Value)), property.Value.At.ToString()])]);
        sheet.Section("traits", [.. Traits(resource)]);
        if (resource.Container is { } container)
            sheet.Section("part of", [[container.ToString()]]);
        sheet.Section("notifies", [.. resource.Notifies.Select(static n => (string[])[n.Verb, n.Target.ToString()])]);
        sheet.Section("notified by", [.. explained.NotifiedBy.Select(static by => (string[])[by.Verb, by.Resource.ToString(), by.At.ToString()])]);
        sheet.Section("comes after", [.. resource.After.Select(static id => (string[])[id.ToString()])]);
        sheet.Section("comes before", [.. explained.Before.Select(static id => (string[])[id.ToString()])]);
        sheet.Section("its recipe asks for", [.. explained.Peers.Select(static answer => (string[])[$"peers.{answer.Name}", answer.Query, answer.Nodes.Length == 1 ? "1 node" : $"{answer.Nodes.Length} nodes"])]);
    }

    private static IEnumerable<string[]> Traits(CatalogResource resource)
    {
        if (resource.IsSecret)
            yield return ["secret: its content appears nowhere but on the target"];
        if (resource.IgnoresFailure)
            yield return ["ignore_failure: the run goes on if it fails"];
        if (resource.GuardsConnectivity)
            yield return ["guard: connectivity: it is undone if the node cannot be reached any more"];
    }
}
