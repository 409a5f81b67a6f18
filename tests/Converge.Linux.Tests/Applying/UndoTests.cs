using Converge.Plans;
using Converge.Reports;
using Converge.Resources;
using Converge.Resources.Machines;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Applying;

/// <summary>What is taken back of a run, and in which order.</summary>
public class UndoTests
{
    private static readonly ResourceId A = new("file", "/etc/a");
    private static readonly ResourceId B = new("file", "/etc/b");
    private static readonly ResourceId Package = new("package", "web");
    private static readonly ResourceId Web = new("service", "web");

    [Fact]
    public async Task The_last_change_is_taken_back_first_and_services_are_told_again()
    {
        var machine = new ToyMachine("", "", []);
        var undo = new Undoing(Run(new(A, "web", "r:1:1", OutcomeStatus.Changed) { Replaced = [Was("/etc/a")] }, new(B, "web", "r:2:1", OutcomeStatus.Changed) { Replaced = [Was("/etc/b")] }));
        var report = await undo.RunAsync(machine, (IRefreshable)Builtins.ResourceTypes["service"], 2, "2-b", static _ => { }, CancellationToken.None);
        machine.Log.ShouldBe(["put back /etc/b", "put back /etc/a", "reload web.service"]);
        report.Resources.Select(static outcome => outcome.Id).ShouldBe([B, A]);
        report.Status.ShouldBe(RunStatus.Changed);
    }

    [Fact]
    public async Task What_cannot_be_put_back_is_said_and_the_rest_is()
    {
        var machine = new ToyMachine("", "put back /etc/b: what was in it is not kept", []);
        var undo = new Undoing(Run(new(A, "web", "r:1:1", OutcomeStatus.Changed) { Replaced = [Was("/etc/a")] }, new(B, "web", "r:2:1", OutcomeStatus.Changed) { Replaced = [Was("/etc/b")] }));
        var report = await undo.RunAsync(machine, (IRefreshable)Builtins.ResourceTypes["service"], 2, "2-b", static _ => { }, CancellationToken.None);
        report.Status.ShouldBe(RunStatus.Failed);
        report.Resources.Select(static outcome => outcome.Status).ShouldBe([OutcomeStatus.Failed, OutcomeStatus.Changed]);
    }

    [Fact]
    public void What_is_not_undone_is_known()
    {
        var undo = new Undoing(Run(new ResourceOutcome(Package, "web", "r:1:1", OutcomeStatus.Changed)));
        undo.IsEmpty.ShouldBeTrue();
        undo.Left.ShouldBe(["package[web]"]);
    }

    private static Replaced Was(string path) => new(path, FileKind.File, "root", "root", 0) { IsWhole = true, Content = "before" };

    private static Report Run(params ResourceOutcome[] outcomes) => new(1, "1-a", "node", "test")
    {
        Resources = [.. outcomes],
        Refreshes = [new("reload", Web, RefreshStatus.Done) { Because = [A, B] }, new("run", new("command", "x"), RefreshStatus.Done) { Because = [A] }],
    };
}
