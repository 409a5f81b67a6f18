using Converge.Agent.Running;
using Converge.Reports;
using Shouldly;
using Xunit;

namespace Converge.Agent.Tests.Running;

public sealed class AgendaTests
{
    [Fact]
    public async Task Wishes_that_come_together_become_one_run()
    {
        using var agenda = new Agenda(TimeProvider.System);
        var (one, other) = (new TaskCompletionSource<RunResult>(), new TaskCompletionSource<RunResult>());
        agenda.Ask(new(RunTrigger.Peers));
        agenda.Ask(new(RunTrigger.Order) { Order = "o1", AllowsOlder = true, Waiting = [one] });
        agenda.Ask(new(RunTrigger.Manual) { Waiting = [other] });
        var errand = (await agenda.NextAsync(TimeSpan.FromSeconds(5), CancellationToken.None)).ShouldNotBeNull();
        (errand.Trigger, errand.Order, errand.AllowsOlder).ShouldBe((RunTrigger.Order, "o1", true));
        errand.Waiting.ShouldBe([one, other]);
        (await agenda.NextAsync(TimeSpan.FromMilliseconds(20), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_wish_that_comes_while_a_run_is_under_way_follows_it()
    {
        using var agenda = new Agenda(TimeProvider.System);
        agenda.Ask(new(RunTrigger.Schedule));
        (await agenda.NextAsync(TimeSpan.FromSeconds(5), CancellationToken.None))!.Trigger.ShouldBe(RunTrigger.Schedule);
        agenda.Ask(new(RunTrigger.Commit));
        (await agenda.NextAsync(TimeSpan.FromSeconds(5), CancellationToken.None))!.Trigger.ShouldBe(RunTrigger.Commit);
    }

    [Fact]
    public void Nodes_begin_at_equal_distances_each_at_its_own_moment()
    {
        var (interval, splay, now) = (TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(5), new DateTimeOffset(2026, 11, 1, 12, 7, 0, TimeSpan.Zero));
        var offsets = Enumerable.Range(1, 200).Select(number => new Schedule($"web{number}", interval, splay, new Random(1)).Offset).ToList();
        offsets.ShouldAllBe(offset => offset >= TimeSpan.Zero && offset < splay);
        (offsets.Max() - offsets.Min()).ShouldBeGreaterThan(splay * 0.9);
        var schedule = new Schedule("web1", interval, splay, new Random(1));
        new Schedule("web1", interval, splay, new Random(2)).Offset.ShouldBe(schedule.Offset);
        var next = schedule.Next(now);
        next.ShouldBeInRange(now, now + interval + TimeSpan.FromSeconds(5));
        (schedule.Next(next) - next).ShouldBeInRange(interval - TimeSpan.FromSeconds(5), interval + TimeSpan.FromSeconds(5));
    }
}
