using System.Globalization;
using Converge.Linux.State;
using Converge.Linux.Tests.Resources;
using Converge.Reports;
using Converge.Testing;
using Converge.Testing.Machines;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.State;

public sealed class WishRecordTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StateFolder _state;
    private long _runs;

    public WishRecordTests()
    {
        _state = new(_folder["state"]);
        _state.Prepare();
    }

    public void Dispose()
    {
        _state.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_repair_is_one_where_the_wish_was_fulfilled_before()
    {
        Run("0644", OutcomeStatus.Changed).ShouldBeFalse("it is new");
        Run("0644", OutcomeStatus.Ok);
        Run("0644", OutcomeStatus.Changed).ShouldBeTrue();
        Run("0600", OutcomeStatus.Changed).ShouldBeFalse("the recipe says another thing");
    }

    [Theory]
    [InlineData(OutcomeStatus.Failed)]
    [InlineData(OutcomeStatus.Skipped)]
    public void What_was_right_before_a_run_that_did_not_come_to_it_is_still_repaired(OutcomeStatus missed)
    {
        Run("0644", OutcomeStatus.Ok);
        Run("0644", missed);
        Run("0644", missed);
        Run("0644", OutcomeStatus.Changed).ShouldBeTrue();
    }

    [Theory]
    [InlineData(OutcomeStatus.Failed)]
    [InlineData(OutcomeStatus.Skipped)]
    public void What_was_never_right_is_no_repair(OutcomeStatus missed)
    {
        Run("0644", missed);
        Run("0644", OutcomeStatus.Changed).ShouldBeFalse("it is new");
        Run("0600", missed);
        Run("0600", OutcomeStatus.Changed).ShouldBeFalse("only the old wish was ever right");
    }

    [Theory]
    [InlineData(OutcomeStatus.Ok, true)]
    [InlineData(OutcomeStatus.Failed, false)]
    public void A_run_that_looks_at_a_part_says_nothing_of_the_rest(OutcomeStatus first, bool isRepair)
    {
        var catalog = ResourceCases.Compile(ResourceTree.Of("- file: /etc/a\n- file: /etc/b\n", []));
        Mark(first, OutcomeStatus.Ok);
        Mark(null, OutcomeStatus.Changed).Resources[0].IsCorrective.ShouldBeTrue();
        Mark(OutcomeStatus.Changed, OutcomeStatus.Ok).Resources[0].IsCorrective.ShouldBe(isRepair);

        Report Mark(params OutcomeStatus?[] outcomes) => _state.Wishes.Mark(
            new Report(++_runs, "run", "case", "case") { Resources = [.. catalog.Resources.Zip(outcomes).Where(static pair => pair.Second is not null).Select(static pair => new ResourceOutcome(pair.First.Id, "case", "", pair.Second!.Value))] },
            catalog);
    }

    /// <returns>Whether the change is told as somebody else's doing.</returns>
    private bool Run(string mode, OutcomeStatus status)
    {
        var catalog = ResourceCases.Compile(ResourceTree.Of($"- file: /etc/a\n  mode: '{mode}'\n- file: /etc/b\n", []));
        var report = new Report(++_runs, _runs.ToString(CultureInfo.InvariantCulture), "case", "case")
        {
            Resources = [.. catalog.Resources.Select((resource, at) => new ResourceOutcome(resource.Id, "case", "", at == 0 ? status : OutcomeStatus.Ok))],
        };
        return _state.Wishes.Mark(report, catalog).Resources[0].IsCorrective;
    }
}
