using System.Text;
using Converge.Catalogs;
using Converge.Catalogs.Differences;
using Converge.Language.Cases;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Nodes;
using Converge.Recipes;
using Converge.Testing;
using Converge.Testing.Cases;
using Xunit;

namespace Converge.Tests.Catalogs.Differences;

/// <summary>Two trees and what is different. A file without a side is in both.</summary>
public class DifferenceCases
{
    private static readonly CaseKind Kind = new(["file *", "before *", "after *", "inventory"], ["changes", "broken"]);

    [Theory]
    [CaseData("Catalogs/Differences/Cases")]
    public void Two_trees_differ_as_the_case_says(CaseLocation location) => Kind.Check(location, Compare);

    private static Dictionary<string, string> Compare(CaseFile file)
    {
        var inventory = ReadInventory(file);
        var (before, after) = (Open(file, "before ", inventory), Open(file, "after ", inventory));
        var difference = FleetDifference.Of([.. NodePair.All(before, after, inventory)]);
        return new(StringComparer.Ordinal)
        {
            ["changes"] = string.Concat(difference.Groups.Select(Print)),
            ["broken"] = string.Concat(difference.Broken.Select(static node => $"{node.Name}\n{Print("before", node.Before)}{Print("after", node.After)}")),
        };
    }

    private static Fleet Open(CaseFile file, string side, Inventory? inventory)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in file.Sections)
        {
            if (section.Name.StartsWith("file ", StringComparison.Ordinal) || section.Name.StartsWith(side, StringComparison.Ordinal))
                files[section.Name[(section.Name.IndexOf(' ', StringComparison.Ordinal) + 1)..]] = section.Text;
        }
        return new(RecipeTree.Open(new MemoryTree(files)), recipes: null, inventory);
    }

    private static Inventory? ReadInventory(CaseFile file)
    {
        if (file.Find("inventory") is not { } section)
            return null;
        var list = (YamlSequence)YamlDocument.Parse(SourceText.From("inventory", section.Text), [])!;
        return new(list.Items.Select(static item => item.ToValue().AsObject()).Select(static node => new NodeDocument(node["name"].AsString(), node)), generation: 7);
    }

    private static string Print(ChangeGroup group)
    {
        var text = new StringBuilder($"{string.Join(' ', group.Nodes)}\n");
        foreach (var change in group.Changes)
        {
            text.Append($"  {change.Kind} {change.Subject} {change.Recipe} {change.Name}".TrimEnd()).Append('\n');
            foreach (var detail in change.Details)
                text.Append($"    {detail.Name}{(detail.IsSecret ? " (secret)" : "")}: {Print(detail)}\n");
        }
        return text.ToString();
    }

    private static string Print(Detail detail)
    {
        if (detail.Text is not { } text)
            return $"{JsonText.Write(detail.Before)} -> {JsonText.Write(detail.After)}";
        var hunks = string.Concat(text.Hunks.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => $"\n      {line}"));
        return text.Omitted > 0 ? $"{hunks}\n      {text.Omitted} more" : hunks;
    }

    private static string Print(string side, IEnumerable<Diagnostic> problems) => string.Concat(problems.Select(problem => $"  {side} {problem}\n"));
}
