using System.Text;
using Converge.Catalogs;
using Converge.Language.Cases;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Recipes;
using Converge.Reports;
using Converge.Resources;
using Converge.Testing;
using Converge.Testing.Cases;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Applying;

/// <summary>Recipes applied to a toy machine: what becomes of each resource, and in which order things are done and written down.</summary>
public class ApplyCases
{
    private static readonly CaseKind Kind = new(["recipe *", "machine", "faults", "owed"], ["outcomes", "log", "status"]);

    [Theory]
    [CaseData("Applying/Cases")]
    public void The_run_is_as_the_case_says(CaseLocation location) => Kind.Check(location, Apply);

    private static Dictionary<string, string> Apply(CaseFile file)
    {
        var machine = new ToyMachine(Text(file, "machine"), Text(file, "faults"), Text(file, "owed").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Owed));
        var catalog = Compile(file);
        var plan = new Planner(Builtins.ResourceTypes, machine).PlanAsync(catalog, ((IRefreshJournal)machine).Read()).GetAwaiter().GetResult();
        var applier = new Applier(Builtins.ResourceTypes, machine, machine, machine) { Guard = machine };
        var report = applier.ApplyAsync(plan, new(1, "1-a", "case", "case"), isFresh: true, machine.Stop.Token, CancellationToken.None).GetAwaiter().GetResult();
        CheckDocument(report);
        return new(StringComparer.Ordinal)
        {
            ["outcomes"] = string.Concat(report.Resources.Select(Describe)) + string.Concat(report.Refreshes.Select(Describe)),
            ["log"] = string.Concat(machine.Log.Select(static line => $"{line}\n")),
            ["status"] = $"{ReportDocument.Name(report.Status)}\n",
        };
    }

    /// <summary>Whatever comes in a report is as its schema says, and comes back when it is read.</summary>
    private static void CheckDocument(Report report)
    {
        var json = ReportDocument.ToJson(report).ToArray();
        var schema = JsonText.Read(File.ReadAllText(Path.Join(SourceTree.Root, "docs/reference/report.schema.json"))).AsObject();
        SchemaCheck.Check(schema, JsonText.Read(Encoding.UTF8.GetString(json))).ShouldBeNull();
        ReportDocument.ToJson(ReportReader.Read(json)).ToArray().ShouldBe(json);
    }

    private static string Text(CaseFile file, string section) => file.Find(section)?.Text ?? "";

    private static OwedRefresh Owed(string line) => line.Split(' ') is [var verb, var target, "because", var because]
        ? new(verb, Id(target), [Id(because)])
        : throw new ArgumentException($"'{line}' does not say what is owed", nameof(line));

    private static ResourceId Id(string text) => ResourceId.TryParse(text, out var id) ? id : throw new ArgumentException($"'{text}' is no resource", nameof(text));

    private static string Describe(ResourceOutcome outcome) =>
        $"{outcome.Id} {ReportDocument.Name(outcome.Status)}{(outcome.IsIgnored ? " ignored" : "")}{(outcome.IsSurprise ? " surprise" : "")}{(outcome.Reason is { } reason ? $": {reason}" : "")}\n";

    private static string Describe(RefreshOutcome refresh) =>
        $"{refresh.Verb} {refresh.Target} {ReportDocument.Name(refresh.Status)}{(refresh.WasOwed ? " was owed" : "")}{(refresh.Reason is { } reason ? $": {reason}" : "")}\n";

    private static Catalog Compile(CaseFile file)
    {
        var recipes = file.Sections.Where(static section => section.Name.StartsWith("recipe ", StringComparison.Ordinal)).ToList();
        var files = recipes.ToDictionary(static section => $"recipes/{section.Name[7..]}/recipe.yaml", static section => $"name: {section.Name[7..]}\nversion: 1.0.0\n{section.Text}", StringComparer.Ordinal);
        files["roles/case.yaml"] = $"name: case\nrecipes: [{string.Join(", ", recipes.Select(static section => section.Name[7..]))}]\n";
        files["environments/case.yaml"] = "name: case\n";
        var tree = RecipeTree.Open(new MemoryTree(files));
        var result = Compiler.Compile(new() { Tree = tree, Recipes = tree, Node = new("case") { Environment = new("case"), Roles = [new("case")] } });
        result.Diagnostics.ShouldBeEmpty();
        return result.Catalog!;
    }
}
