using Converge.Lab.Converging;
using Converge.Reports;
using Converge.Resources;
using Shouldly;
using Xunit;

namespace Converge.Lab.Tests.Converging;

public sealed class AgentRunTests
{
    [Fact]
    public void Several_runs_are_as_the_last_one_with_what_all_of_them_changed()
    {
        var sum = AgentRun.Sum([Run(1, OutcomeStatus.Changed, OutcomeStatus.Failed), Run(2, OutcomeStatus.Ok, OutcomeStatus.Ok)]);
        sum.Number.ShouldBe(2);
        sum.Resources.Select(static resource => resource.Status).ShouldBe([OutcomeStatus.Changed, OutcomeStatus.Ok]);
        sum.Status.ShouldBe(RunStatus.Changed);
    }

    [Fact]
    public void What_failed_in_the_end_has_failed() =>
        AgentRun.Sum([Run(1, OutcomeStatus.Changed, OutcomeStatus.Changed), Run(2, OutcomeStatus.Ok, OutcomeStatus.Failed)]).Status.ShouldBe(RunStatus.Failed);

    [Fact]
    public void A_repair_is_not_the_whole_machine()
    {
        var sum = AgentRun.Sum([Run(1, OutcomeStatus.Ok, OutcomeStatus.Ok), Run(2, OutcomeStatus.Changed) with { Trigger = RunTrigger.Drift }]);
        sum.Number.ShouldBe(1);
        sum.Resources.Length.ShouldBe(2);
        sum.HasChanges.ShouldBeTrue();
    }

    private static Report Run(long number, params OutcomeStatus[] statuses) => new(number, $"{number}-run", "app1", "lab")
    {
        Resources = [.. statuses.Select(static (status, index) => new ResourceOutcome(new ResourceId("file", $"/{index}"), "base", "recipe.yaml:1:1", status))],
    };
}
