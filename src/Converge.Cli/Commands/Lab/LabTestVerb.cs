using System.Collections.Immutable;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Labs;
using Converge.Lab;
using Converge.Lab.Converging;
using Converge.Lab.Fleets;
using Converge.Lab.Images;
using Converge.Lab.Keeping;
using Converge.Lab.Testing;
using Converge.Language.Text;

namespace Converge.Cli.Commands.Lab;

internal sealed class LabTestVerb : Verb
{
    // Beside the lab that somebody works with.
    private const string UsualName = "test";

    private static readonly Parameter Roles = new("ROLE", "the roles that are tested; all that nodes have if not given", repeats: true, optional: true);
    private static readonly Parameter Break = new("--break", "what is damaged to see it repaired; one resource of each type if not given", "none|sample|all");
    private static readonly Parameter Keep = new("--keep", "leave the lab up, to look at it");
    private static readonly Parameter Lab = new("--name", $"the lab that is made for it; '{UsualName}' if not given", "NAME");
    private static readonly Parameter JUnit = new("--junit", "a file that gets the results as JUnit's XML", "FILE");
    private static readonly Parameter Format = new("--format", "how results are printed; text if not given", "text|json");

    public override string Name => "lab test";

    public override string Summary => "try roles on fresh nodes: they converge, are well, are done then, and repair what is damaged";

    public override Parameter[] Parameters =>
        [Roles, Break, Keep, JUnit, WantedFleet.Environments, WantedFleet.Nodes, WantedFleet.Package, WantedFleet.Offline, Workspace.Folder, Lab, Format];

    public override string Example =>
        """
        $ converge lab test bastion --nodes bastion --break none | tail -n 1
        4 passed, 0 failed
        """;

    public override int Run(Invocation invocation) => Interruptible.Run(cancel => TestAsync(invocation, cancel), "stopped; the lab of the test stays up", "'converge lab test' begins again, 'converge lab down --name test' removes it");

    private static async Task<int> TestAsync(Invocation invocation, CancellationToken cancel)
    {
        using var wanted = WantedFleet.Read(invocation);
        var tested = Choose(invocation.All(Roles), wanted.Chosen);
        var place = ChosenLab.Place(invocation.Has(Lab) ? invocation[Lab] : UsualName);
        await Prerequisites.ProvideAsync(isBuilding: !invocation.Has(WantedFleet.Package), WantedFleet.Tell, cancel).ConfigureAwait(false);
        await LabStart.EndAsync(place, isOrderly: false, cancel).ConfigureAwait(false);
        var (lab, outcomes) = await wanted.ConvergeAsync(place, servesAgents: false, cancel).ConfigureAwait(false);
        var results = await TestAsync(lab, tested, outcomes, BreakageOf(invocation), cancel).ConfigureAwait(false);
        Print(invocation, results);
        if (!invocation.Has(Keep))
            await LabStart.EndAsync(place, isOrderly: false, cancel).ConfigureAwait(false);
        return results.Any(static result => result.Status == LabTestResult.Failed) ? 1 : 0;
    }

    /// <summary>Roles on a node each; the order of the results is that of the roles.</summary>
    private static async Task<List<LabTestResult>> TestAsync(
        LabClient lab, ImmutableArray<(string Role, LabNode Node)> tested, ImmutableArray<NodeOutcome> outcomes, Breakage breakage, CancellationToken cancel)
    {
        var results = tested.Select(static _ => new List<LabTestResult>()).ToList();
        using var progress = new TestLines();
        // What is damaged on one node may be what another one needs.
        using var turn = new SemaphoreSlim(breakage == Breakage.All ? 1 : Math.Max(2, Environment.ProcessorCount));
        await Task.WhenAll(tested.Select(async (test, index) =>
        {
            await turn.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                var first = outcomes.First(outcome => outcome.Node == test.Node);
                await new RoleTest(lab, test.Node, test.Role, Add).RunAsync(first, breakage, cancel).ConfigureAwait(false);
            }
            catch (LabException e)
            {
                Add(new(test.Role, test.Node.Name, "apply", LabTestResult.Failed, e.Message, TimeSpan.Zero, null));
            }
            finally
            {
                turn.Release();
            }

            void Add(LabTestResult result)
            {
                results[index].Add(result);
                progress.Tell(result);
            }
        })).ConfigureAwait(false);
        return [.. results.SelectMany(static list => list)];
    }

    private static ImmutableArray<(string Role, LabNode Node)> Choose(List<string> roles, ImmutableArray<LabNode> nodes)
    {
        var had = nodes.SelectMany(static node => node.Roles).Distinct(StringComparer.Ordinal).ToList();
        foreach (var role in roles.Where(role => !had.Contains(role)))
            throw new UserException($"no node of the lab has the role '{role}'", Suggestions.Hint(role, had) ?? $"there are {string.Join(", ", had)}");
        // A node with several roles is tried once: it has one list of resources.
        return [.. (roles.Count > 0 ? roles : had).Select(role => (role, nodes.First(node => node.Roles.Contains(role)))).DistinctBy(static test => test.Item2)];
    }

    private static Breakage BreakageOf(Invocation invocation) => !invocation.Has(Break) ? Breakage.Sample : invocation[Break] switch
    {
        "none" => Breakage.None,
        "all" => Breakage.All,
        _ => Breakage.Sample,
    };

    private static void Print(Invocation invocation, List<LabTestResult> results)
    {
        if (invocation.Has(JUnit))
        {
            try
            {
                using var file = File.Create(invocation[JUnit]);
                JUnitXml.Write(file, results);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UserException($"cannot write '{invocation[JUnit]}': {e.Message}");
            }
        }
        if (invocation.Has(Format) && invocation[Format] == "json")
        {
            using var json = new MemoryStream();
            ResultJson.Write(json, results);
            Standard.Output(json.ToArray());
        }
        else
        {
            Standard.Output(TestText.Render(results));
        }
    }
}
