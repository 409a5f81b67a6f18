using System.Diagnostics;
using Converge.Lab.Keeping;
using Shouldly;

namespace Converge.Lab.Tests.Keeping;

/// <summary>However a lab ends, nothing of it goes on, and the next one begins as if there had been none.</summary>
public sealed class EndTests
{
    [LabFact]
    public Task An_orderly_end() => EndsAsync(static lab => LabStart.EndAsync(lab.Place, isOrderly: true, CancellationToken.None));

    [LabFact]
    public Task An_orderly_end_with_commands_that_do_not_want_to_end() => EndsAsync(static async lab =>
    {
        var command = await lab.Client.EnteringAsync("a", ["sh", "-c", "trap '' TERM HUP; echo started; sleep 1000"], CancellationToken.None);
        using var running = LabProcess.Start(command);
        (await running.StandardOutput.ReadLineAsync()).ShouldBe("started");
        await LabStart.EndAsync(lab.Place, isOrderly: true, CancellationToken.None);
        await running.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
    });

    [LabFact]
    public Task The_end_of_its_lifeline() => EndsAsync(static lab =>
    {
        lab.LetGo();
        return Task.CompletedTask;
    });

    [LabFact]
    public Task The_death_of_its_guardian() => EndsAsync(static lab => Kill(LabStart.OwnerOf(lab.Place)!.Guardian));

    [LabFact]
    public Task The_death_of_its_first_process() => EndsAsync(static lab => Kill(LabStart.OwnerOf(lab.Place)!.First));

    [LabFact]
    public Task The_death_of_its_keeper() => EndsAsync(static lab => Kill(Strays.ChildrenOf(LabStart.OwnerOf(lab.Place)!.First).Single()));

    [LabFact]
    public Task The_death_of_its_guardian_while_nodes_boot() => EndsAsync(static async lab =>
    {
        foreach (var (name, address) in ((string, int)[])[("c", 30), ("d", 31), ("e", 32)])
            await lab.Client.AddAsync(TestLab.Setup(name, address), CancellationToken.None);
        await Kill(LabStart.OwnerOf(lab.Place)!.Guardian);
    });

    [LabFact]
    public async Task Another_one_begins_over_what_a_dead_one_has_left()
    {
        await using var lab = await TestLab.StartAsync();
        await lab.AddAsync("a", 20);
        await Kill(LabStart.OwnerOf(lab.Place)!.Guardian);
        while (LabStart.IsUp(lab.Place))
            await Task.Delay(10);
        await lab.StartAgainAsync();
        (await lab.Client.NodesAsync(CancellationToken.None)).ShouldBeEmpty();
        await lab.AddAsync("a", 20);
    }

    [LabFact]
    public async Task One_that_is_up_cannot_begin_again()
    {
        await using var lab = await TestLab.StartAsync();
        var again = await Should.ThrowAsync<LabException>(() => LabStart.StartAsync(lab.Place, () => TestLab.Keeper(lab.Place), hasLifeline: false, CancellationToken.None));
        again.Message.ShouldBe($"the lab '{lab.Place.Name}' is up already");
    }

    [LabFact]
    public async Task Two_labs_have_the_same_addresses_and_do_not_see_each_other()
    {
        await using var one = await TestLab.StartAsync();
        await using var two = await TestLab.StartAsync();
        await one.AddAsync("a", 20);
        await two.AddAsync("a", 20);
        await two.AddAsync("b", 21);
        (await two.RunAsync("a", "bash", "-c", "exec 3<>/dev/tcp/10.77.0.21/1")).Error.ShouldContain("Connection refused");
        (await one.RunAsync("a", "timeout", "1", "bash", "-c", "exec 3<>/dev/tcp/10.77.0.21/1")).ExitCode.ShouldBe(124);
        await LabStart.EndAsync(two.Place, isOrderly: false, CancellationToken.None);
        (await one.RunAsync("a", "true")).ExitCode.ShouldBe(0);
    }

    private static async Task EndsAsync(Func<TestLab, Task> end)
    {
        await using var lab = await TestLab.StartAsync();
        await lab.AddAsync("a", 20);
        await lab.AddAsync("b", 21);
        var processes = Traces.ProcessesOf(lab.Place);
        processes.Length.ShouldBeGreaterThanOrEqualTo(10);
        await end(lab);
        var clock = Stopwatch.StartNew();
        while (LabStart.IsUp(lab.Place))
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(10);
        }
        await LabStart.CleanUpAsync(lab.Place, CancellationToken.None);
        (await Traces.LeftAsync(lab.Place, processes)).ShouldBeEmpty();
    }

    private static Task Kill(int process)
    {
        Kernel.Signal(process, Kernel.Kill);
        return Task.CompletedTask;
    }
}
