using Converge.Reports;
using Converge.Resources;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Repair;

/// <summary>What is changed on this machine comes back, and nothing else is done.</summary>
public sealed class LiveRepairTests
{
    private const string Two =
        """
          - file: FOLDER/kept/one
            content: one
            mode: "0640"
            notify: "run command[echo told >>told]"
          - file: FOLDER/kept/two
            content: two
          - command: echo told >>told
            refresh_only: true
            cwd: FOLDER

        """;

    private const string Kept = "  - directory: FOLDER/kept\n    mode: \"0755\"\n" + Two;

    [Fact]
    public async Task What_an_editor_renames_into_its_place_is_put_right()
    {
        await using var folder = new RepairedFolder();
        await folder.FollowAsync(Kept);
        await File.WriteAllTextAsync(folder["kept/new"], "other");
        File.Move(folder["kept/new"], folder["kept/one"], overwrite: true);
        await RepairedFolder.UntilAsync(() => File.ReadAllText(folder["kept/one"]) == "one", "content");
        var report = await folder.ReportAsync(1);
        report.Trigger.ShouldBe(RunTrigger.Drift);
        report.Status.ShouldBe(RunStatus.Changed);
        report.Resources.Select(static outcome => $"{outcome.Id.Type} {outcome.Status} {outcome.IsCorrective}").ShouldBe(["file Changed True", "command Ok False"]);
        report.Refreshes.ShouldHaveSingleItem().Status.ShouldBe(RefreshStatus.Done);
        (await File.ReadAllTextAsync(folder["told"])).ShouldBe("told\ntold\n");
        folder.State.Runs.Read(folder.State.Runs.List()[0]).Trigger.ShouldBe(RunTrigger.Drift);
        (await File.ReadAllTextAsync(folder["state/converge-repairs.prom"])).ShouldContain("converge_repairs_total 1\n");
        (await File.ReadAllTextAsync(folder["state/converge.prom"])).ShouldContain("converge_resources{status=\"changed\"} 3\n", customMessage: "the last whole run");
    }

    [Fact]
    public async Task What_it_writes_itself_is_no_change()
    {
        await using var folder = new RepairedFolder();
        await folder.FollowAsync(Kept);
        File.Delete(folder["kept/one"]);
        await folder.ReportAsync(1);
        await RepairedFolder.WaitInVainAsync();
        folder.Reports.Count.ShouldBe(1);
        folder.State.Runs.List().Length.ShouldBe(2);
        // And it is awake.
        File.SetUnixFileMode(folder["kept/one"], UnixFileMode.UserRead);
        (await folder.ReportAsync(2)).Resources[0].Changes.ShouldHaveSingleItem().ToString().ShouldContain("mode");
        File.GetUnixFileMode(folder["kept/one"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
    }

    [RootFact]
    public async Task An_owner_comes_back()
    {
        await using var folder = new RepairedFolder();
        await folder.FollowAsync("  - file: FOLDER/one\n    content: one\n    owner: root\n");
        Machine.OtherUser.Give(folder["one"], 65534);
        var report = await folder.ReportAsync(1);
        report.Resources.ShouldHaveSingleItem().Changes.ShouldHaveSingleItem().After.ShouldBe("root");
    }

    [Fact]
    public async Task A_directory_that_is_removed_comes_back_with_all_that_is_in_it_more_than_once()
    {
        await using var folder = new RepairedFolder();
        await folder.FollowAsync(Kept);
        for (var i = 1; i <= 2; i++)
        {
            Directory.Delete(folder["kept"], recursive: true);
            await RepairedFolder.UntilAsync(() => File.Exists(folder["kept/two"]) && File.ReadAllText(folder["kept/one"]) == "one", "both files");
            await folder.ReportAsync(i);
        }
        await File.WriteAllTextAsync(folder["kept/two"], "other");
        await RepairedFolder.UntilAsync(() => File.ReadAllText(folder["kept/two"]) == "two", "what is in the new directory is watched");
    }

    [Fact]
    public async Task What_nobody_declares_goes_from_a_directory_that_purges()
    {
        await using var folder = new RepairedFolder();
        await folder.FollowAsync("  - directory: FOLDER/kept\n    purge: true\n  - file: FOLDER/kept/one\n    content: one\n");
        Directory.CreateDirectory(folder["kept/deep/er"]);
        await RepairedFolder.UntilAsync(() => !Directory.Exists(folder["kept/deep"]), "the directory");
        File.Exists(folder["kept/one"]).ShouldBeTrue();
    }

    [Fact]
    public async Task What_another_run_changes_is_left_to_the_next_whole_one()
    {
        await using var folder = new RepairedFolder();
        var catalog = await folder.FollowAsync(Kept);
        await folder.ApplyAsync(folder.Compile(Kept.Replace("content: one", "content: by hand", StringComparison.Ordinal)));
        await RepairedFolder.WaitInVainAsync();
        folder.Reports.ShouldBeEmpty();
        folder.Said.ShouldContain($"left to the next run, since another one has changed it: file[{folder["kept/one"]}]");
        // What it did not touch is put right all the same.
        File.Delete(folder["kept/two"]);
        (await folder.ReportAsync(1)).Resources.ShouldHaveSingleItem().Id.ShouldBe(new ResourceId("file", folder["kept/two"]));
        (await File.ReadAllTextAsync(folder["kept/one"])).ShouldBe("by hand");
        await folder.FollowAsync(catalog, null);
        await RepairedFolder.UntilAsync(() => File.ReadAllText(folder["kept/one"]) == "one", "what is followed anew");
    }

    [Fact]
    public async Task What_a_whole_run_of_the_same_program_changes_is_its_own_affair()
    {
        await using var folder = new RepairedFolder();
        await folder.FollowAsync(Kept);
        var other = folder.Compile(Kept.Replace("content: one", "content: another", StringComparison.Ordinal));
        var report = await folder.ApplyAsync(other, "converge agent");
        await RepairedFolder.WaitInVainAsync();
        folder.Said.ShouldBeEmpty();
        await folder.FollowAsync(other, report);
        File.Delete(folder["kept/one"]);
        await folder.ReportAsync(1);
        (await File.ReadAllTextAsync(folder["kept/one"])).ShouldBe("another");
        folder.Reports.Count.ShouldBe(1);
    }

    [Fact]
    public async Task While_another_run_is_under_way_nothing_is_done()
    {
        await using var folder = new RepairedFolder();
        await folder.FollowAsync(Kept);
        using (await Linux.State.RunLock.TakeAsync(folder.State, "converge apply", TimeSpan.Zero, static _ => { }, TimeProvider.System, CancellationToken.None))
        {
            File.Delete(folder["kept/one"]);
            await RepairedFolder.WaitInVainAsync();
            File.Exists(folder["kept/one"]).ShouldBeFalse();
        }
        await RepairedFolder.UntilAsync(() => folder.Said.Any(), "what that run left");
        folder.Reports.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_run_could_not_bring_about_is_not_tried_again()
    {
        await using var folder = new RepairedFolder();
        await folder.FollowAsync("  - file: FOLDER/refused\n    content: one\n    validate: [\"false\"]\n");
        await File.WriteAllTextAsync(folder["refused"], "other");
        await RepairedFolder.WaitInVainAsync();
        folder.Reports.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_fights_is_told_so_once_and_left_alone_for_an_hour()
    {
        var time = new ShiftedTime();
        await using var folder = new RepairedFolder(time, most: 3);
        await folder.FollowAsync(Kept);
        for (var i = 1; i <= 3; i++)
        {
            await File.WriteAllTextAsync(folder["kept/two"], "mine");
            (await folder.ReportAsync(i)).Status.ShouldBe(RunStatus.Changed);
        }
        await File.WriteAllTextAsync(folder["kept/two"], "mine");
        var report = await folder.ReportAsync(4);
        report.Status.ShouldBe(RunStatus.Unhealthy);
        var outcome = report.Resources.ShouldHaveSingleItem();
        outcome.IsFoughtOver.ShouldBeTrue();
        outcome.Reason.ShouldNotBeNull().ShouldStartWith("fought over: it was put right 3 times within an hour, and somebody changes it again; left alone until ");
        (await File.ReadAllTextAsync(folder["state/converge-repairs.prom"])).ShouldContain("converge_resources_fought_over 1\n");
        await File.WriteAllTextAsync(folder["kept/two"], "mine again");
        await RepairedFolder.WaitInVainAsync();
        folder.Reports.Count.ShouldBe(4);
        time.Shift = TimeSpan.FromHours(1);
        await File.WriteAllTextAsync(folder["kept/two"], "mine once more");
        (await folder.ReportAsync(5)).Resources.ShouldHaveSingleItem().Status.ShouldBe(OutcomeStatus.Changed);
        (await File.ReadAllTextAsync(folder["kept/two"])).ShouldBe("two");
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}
