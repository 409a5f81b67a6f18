using Converge.Linux.Execution;
using Converge.Linux.Machine;
using Converge.Linux.State;
using Converge.Linux.Tests.Execution;
using Converge.Plans;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.State;

public sealed class BootRecordTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StateFolder _state;

    public BootRecordTests() => _state = new(_folder.Path);

    [Fact]
    public void What_was_asked_for_is_forgotten_with_the_next_boot()
    {
        _state.Boots.Asked("one").ShouldBeEmpty();
        _state.Boots.Last.ShouldBeNull();
        _state.Boots.Ask("one", "a module");
        _state.Boots.Ask("one", "a module");
        _state.Boots.Ask("one", "a kernel");
        _state.Boots.Asked("one").ShouldBe(["a module", "a kernel"]);
        _state.Boots.Asked("two").ShouldBeEmpty();
        _state.Boots.Ask("two", "more");
        _state.Boots.Asked("two").ShouldBe(["more"]);
    }

    [Fact]
    public void The_last_order_stays()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        _state.Boots.Ask("one", "a module");
        _state.Boots.Order(new("one", "kernel 2 is installed", at));
        _state.Boots.Ask("two", "more");
        _state.Boots.Last.ShouldBe(new("one", "kernel 2 is installed", at));
    }

    [Fact]
    public void What_says_nothing_is_nothing()
    {
        File.WriteAllText(_folder["boot.json"], "{");
        _state.Boots.Last.ShouldBeNull();
        _state.Boots.Asked("one").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_that_orders_a_boot_does_it_at_its_end()
    {
        using var machine = new LinuxMachine(boots: _state.Boots);
        var executor = new LinuxExecutor(machine, new NoContents());
        machine.Boot.EndsRun.ShouldBeFalse();
        await executor.ExecuteAsync(new BootAfterRun("updates", "wanted by libc6", TimeSpan.Zero), CancellationToken.None);
        machine.Boot.EndsRun.ShouldBeTrue();
        // Nothing of it is known to others before it is done.
        machine.Boot.Last.ShouldBeNull();
    }

    [Fact]
    public async Task One_that_is_asked_for_before_its_time_waits()
    {
        using var machine = new LinuxMachine(boots: _state.Boots);
        var executor = new LinuxExecutor(machine, new NoContents());
        // An hour that does not come while this test runs.
        var later = machine.Boot.Now.AddHours(12);
        var result = await executor.ExecuteAsync(new AskForBoot("updates", $"{later:HH}:00-{later:HH}:30", TimeSpan.Zero), CancellationToken.None);
        result.Output.ShouldStartWith("the machine boots in a run in ");
        machine.Boot.EndsRun.ShouldBeFalse();
        machine.Boot.IsAsked("updates").ShouldBeTrue();
    }

    public void Dispose()
    {
        _state.Dispose();
        _folder.Dispose();
    }
}
