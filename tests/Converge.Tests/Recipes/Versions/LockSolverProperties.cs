using System.Globalization;
using Converge.Recipes.Versions;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Converge.Tests.Recipes.Versions;

/// <summary>The same universes each time; <c>CONVERGE_FUZZ=N</c> makes N times as many, new ones each time.</summary>
public sealed class LockSolverProperties
{
    private static readonly string? Factor = Environment.GetEnvironmentVariable("CONVERGE_FUZZ");

    [Fact]
    public void It_chooses_what_trying_everything_chooses()
    {
        var (found, impossible) = (0, 0);
        ForAll(2000, universe =>
        {
            var expected = universe.Choose(static _ => true);
            var solution = Solve(universe);
            Interlocked.Increment(ref expected is null ? ref impossible : ref found);
            (solution.Chosen is null).ShouldBe(expected is null);
            if (expected is not null)
                solution.Chosen!.Select(static c => $"{c.Key} {c.Value.Version}").ShouldBe(expected.OrderBy(static c => c.Key, StringComparer.Ordinal).Select(static c => $"{c.Key} {c.Value.Version}"));
        });
        // Both happen often enough to mean something.
        found.ShouldBeGreaterThan(200);
        impossible.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void The_core_of_a_conflict_is_one_and_nothing_of_it_can_be_left_out() => ForAll(2000, static universe =>
    {
        var solution = Solve(universe);
        if (solution.Conflict is null)
            return;
        var core = solution.Core.Select(static c => Wants(c)).ToList();
        universe.Choose(core.Contains).ShouldBeNull();
        foreach (var left in core)
            universe.Choose(wants => wants != left && core.Contains(wants)).ShouldNotBeNull();
        solution.Conflict.Related.Count.ShouldBeInRange(1, core.Count);
    });

    private static Requirement Wants(Claim claim) =>
        claim.Demand?.Wants ?? claim.Owner!.Version.Depends.Single(wants => wants.Recipe == claim.Target.Name && ReferenceEquals(wants.Constraint, claim.Constraint));

    private static LockSolution Solve(RandomUniverse universe) => new LockSolver(universe.VersionsOf, []).Solve(universe.Demands, new("x", 1, 1));

    private static void ForAll(int count, Action<RandomUniverse> property)
    {
        var factor = int.TryParse(Factor, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? Math.Max(1, given) : 1;
        var config = Config.QuickThrowOnFailure.WithMaxTest(count * factor).WithQuietOnSuccess(true);
        Check.One(Factor is null ? config.WithReplay(2026, 1) : config, Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed => property(new(seed))));
    }
}
