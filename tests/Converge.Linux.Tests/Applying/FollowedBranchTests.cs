using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Execution;
using Converge.Linux.Machine;
using Converge.Linux.State;
using Converge.Plans;
using Converge.Reports;
using Converge.Resources;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Applying;

/// <summary>Where a branch is, a plan does not ask; a run does, though the plan found that all is well.</summary>
public sealed class FollowedBranchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LinuxMachine _machine = new();

    public void Dispose()
    {
        _machine.Dispose();
        _folder.Dispose();
    }

    [RootProgramFact("git")]
    public async Task A_branch_that_moved_is_found_when_it_is_applied()
    {
        await Commit("one");
        (await Apply()).ShouldBe((PlanStatus.Change, OutcomeStatus.Changed));
        (await Apply()).ShouldBe((PlanStatus.Ok, OutcomeStatus.Ok));
        await Commit("two");
        (await Apply()).ShouldBe((PlanStatus.Ok, OutcomeStatus.Changed));
        (await File.ReadAllTextAsync(_folder["tree/file"])).ShouldBe("two");
    }

    private async Task<(PlanStatus Planned, OutcomeStatus Done)> Apply()
    {
        var resource = new CatalogResource(new("git", _folder["tree"]), new("recipe.yaml", 1, 1))
        {
            Properties = new PropertyMap<CatalogProperty>()
                .With("url", new(Value.From(_folder["origin"]), default))
                .With("revision", new(Value.From("main"), default)),
        };
        var catalog = new Catalog("node", "test") { Recipes = [new("case", "1.0.0", []) { Resources = [resource] }] };
        using var state = new StateFolder(_folder["state"]);
        var plan = await new Planner(Builtins.ResourceTypes, _machine).PlanAsync(catalog);
        var applier = new Applier(Builtins.ResourceTypes, _machine, new LinuxExecutor(_machine, state.Contents), state.Journal);
        var report = await applier.ApplyAsync(plan, new(1, "1-a", "node", "test"), isFresh: true, CancellationToken.None, CancellationToken.None);
        return (plan.Resources[0].Status, report.Resources[0].Status);
    }

    private async Task Commit(string content)
    {
        _folder.Write("origin/file", content);
        foreach (var words in new string[][] { ["init", "-q", "-b", "main"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", content] })
            (await _machine.QueryAsync(new(["git", "-C", _folder["origin"], .. words]), CancellationToken.None)).ExitCode.ShouldBe(0);
    }
}
