using Converge.Catalogs;
using Converge.Linux.Repair;
using Converge.Linux.Runs;
using Converge.Linux.State;
using Converge.Recipes;
using Converge.Reports;
using Converge.Testing;
using Converge.Testing.Machines;

namespace Converge.Lab.Tests;

/// <summary>What a node of a lab runs of this: a recipe is applied once, and kept.</summary>
internal static class Program
{
    public const string Verb = "live-repair";
    public const string Begun = "watching";

    public static async Task<int> Main(string[] words)
    {
        if (words is not [Verb, var recipe, var folder])
            return 1;
        using var end = new CancellationTokenSource();
        using var signal = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            end.Cancel();
        });
        using var state = new StateFolder(folder);
        state.Prepare();
        using var repair = new LiveRepair(state, Say) { Repaired = static report => Say(Describe(report)) };
        var running = repair.RunAsync(end.Token);
        var catalog = Compile(await File.ReadAllTextAsync(recipe));
        var report = await new MachineRun(state, "converge agent", Say).ApplyAsync(catalog, end.Token, CancellationToken.None);
        Say(Describe(report!));
        await repair.FollowAsync(catalog, report);
        Say(Begun);
        await running;
        return 0;
    }

    private static CompiledCatalog Compile(string recipe)
    {
        var tree = RecipeTree.Open(new MemoryTree(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["environments/case.yaml"] = "name: case\n",
            [$"roles/{ResourceTree.Role}.yaml"] = $"name: {ResourceTree.Role}\nrecipes: [machine]\n",
            ["recipes/machine/recipe.yaml"] = recipe,
        }));
        var result = Compiler.Compile(new() { Tree = tree, Recipes = tree, Node = new("case") { Environment = new("case"), Roles = [new(ResourceTree.Role)] } });
        return new(result.Catalog ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics)), null);
    }

    private static string Describe(Report report) => $"{ReportDocument.Name(report.Trigger)} {string.Join(", ", report.Resources
        .Where(static outcome => outcome.Status != OutcomeStatus.Ok)
        .Select(static outcome => $"{outcome.Id} {ReportDocument.Name(outcome.Status)}{(outcome.Reason is { } reason ? $" ({reason})" : "")}")
        .Concat(report.Refreshes.Select(static refresh => $"{refresh.Verb} {refresh.Target} {ReportDocument.Name(refresh.Status)}")))}";

    private static void Say(string text)
    {
        Console.Out.WriteLine(text.ReplaceLineEndings(" "));
        Console.Out.Flush();
    }
}
