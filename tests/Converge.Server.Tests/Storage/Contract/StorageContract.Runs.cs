using System.Text;
using Converge.Protocol;
using Converge.Server.Storage;
using Shouldly;

namespace Converge.Server.Tests.Storage.Contract;

public abstract partial class StorageContract
{
    private static readonly byte[] Report = [0x1f, 0x8b, 1, 2, 3, 0, 255];

    [StorageFact]
    public async Task A_run_is_put_once()
    {
        var run = Run("r/1 é") with { Commit = "c", Resources = 5, Changed = 4, Failed = 3, Corrective = 2, Start = Noon.AddTicks(7) };
        (await Storage.Runs.AddAsync(run, Report, default)).ShouldBeTrue();
        (await Storage.Runs.AddAsync(run with { Status = "failed", End = Noon.AddDays(40) }, new byte[] { 1 }, default)).ShouldBeFalse();
        foreach (var _ in new[] { "at once", "later" })
        {
            (await Storage.Runs.FindAsync(run.Id, default)).ShouldBe(run);
            (await Storage.Runs.ReadReportAsync(run.Id, default)).ShouldNotBeNull().ToArray().ShouldBe(Report);
            (await Storage.Runs.ListAsync(new(), null, 10, default)).Items.ShouldBe([run]);
            (await Storage.Runs.FindAsync("other", default)).ShouldBeNull();
            (await Storage.Runs.FindAsync("a\0", default)).ShouldBeNull();
            (await Storage.Runs.ReadReportAsync("other", default)).ShouldBeNull();
            await ReopenAsync();
        }
        (await Storage.Runs.AddAsync(run, Report, default)).ShouldBeFalse();
        await Should.ThrowAsync<ArgumentException>(async () => await Storage.Runs.AddAsync(Run(""), Report, default));
    }

    [StorageFact]
    public async Task Of_many_who_put_the_same_run_one_does()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 50).Select(writer => Task.Run(async () => await Storage.Runs.AddAsync(Run("r1") with { Resources = writer }, new[] { (byte)writer }, default))));
        added.Count(static isNew => isNew).ShouldBe(1);
        var writer = Array.IndexOf(added, value: true);
        (await Storage.Runs.FindAsync("r1", default))!.Resources.ShouldBe(writer);
        (await Storage.Runs.ReadReportAsync("r1", default)).ShouldNotBeNull().ToArray().ShouldBe([(byte)writer]);
    }

    [StorageFact]
    public async Task Runs_are_listed_from_the_latest_and_filtered()
    {
        for (var number = 0; number < 20; number++)
        {
            var run = Run($"r{number:D2}", $"app{number % 3}", minutes: number / 2, number % 5 == 0 ? "failed" : "changed");
            await Storage.Runs.AddAsync(run with { Environment = number % 2 == 0 ? "production" : "staging", Corrective = number % 4 == 0 ? 1 : 0 }, Report, default);
        }
        (await ListAsync(new())).ShouldBe("r18 r19 r16 r17 r14 r15 r12 r13 r10 r11 r08 r09 r06 r07 r04 r05 r02 r03 r00 r01");
        (await ListAsync(new() { Node = "app1" })).ShouldBe("r19 r16 r13 r10 r07 r04 r01");
        (await ListAsync(new() { Status = "failed" })).ShouldBe("r15 r10 r05 r00");
        (await ListAsync(new() { Environment = "staging", Status = "failed" })).ShouldBe("r15 r05");
        (await ListAsync(new() { IsCorrective = true })).ShouldBe("r16 r12 r08 r04 r00");
        (await ListAsync(new() { IsCorrective = false, Node = "app0" })).ShouldBe("r18 r15 r09 r06 r03");
        (await ListAsync(new() { Since = Noon.AddMinutes(8) })).ShouldBe("r18 r19 r16 r17");
        (await ListAsync(new() { Node = "nobody" })).ShouldBeEmpty();
        (await ListAsync(new() { Status = "a\0" })).ShouldBeEmpty();
        (await Storage.Runs.ListAsync(new(), null, 20, default)).Next.ShouldBeNull();
        var page = await Storage.Runs.ListAsync(new() { Node = "app1" }, null, 2, default);
        await Storage.Runs.AddAsync(Run("new", "app1", minutes: 60), Report, default);
        (await Storage.Runs.ListAsync(new() { Node = "app1" }, page.Next, 2, default)).Items.Select(static run => run.Id).ShouldBe(["r13", "r10"], "a new run moves nothing");
        foreach (var place in new[] { "", "x", "1", ".r", "99999999999999999999.r" })
            await Should.ThrowAsync<FormatException>(async () => await Storage.Runs.ListAsync(new(), place, 2, default));
    }

    [StorageFact]
    public async Task Old_runs_are_removed()
    {
        for (var day = 0; day < 40; day++)
            await Storage.Runs.AddAsync(Run($"a{day:D2}", "a", day * 24 * 60), Report, default);
        for (var number = 0; number < 5; number++)
            await Storage.Runs.AddAsync(Run($"b{number}", "b", (39 * 24 * 60) + number), Report, default);
        await Storage.Runs.AddAsync(Run("early", "c") with { Start = DateTimeOffset.MinValue, End = DateTimeOffset.MinValue }, Report, default);
        await Storage.Runs.AddAsync(Run("late", "c") with { Start = DateTimeOffset.MaxValue, End = DateTimeOffset.MaxValue }, Report, default);
        (await Storage.Runs.TrimAsync(DateTimeOffset.MinValue, 100, default)).ShouldBe(0);
        (await Storage.Runs.TrimAsync(Noon.AddDays(30).AddSeconds(20), 4, default)).ShouldBe(31 + 6 + 1);
        foreach (var _ in new[] { "at once", "later" })
        {
            (await ListAsync(new())).ShouldBe("late b4 b3 b2 b1 a39 a38 a37 a36");
            (await Storage.Runs.FindAsync("a00", default)).ShouldBeNull();
            (await Storage.Runs.ReadReportAsync("a00", default)).ShouldBeNull();
            (await Storage.Runs.ReadReportAsync("late", default)).ShouldNotBeNull();
            await ReopenAsync();
        }
        (await Storage.Runs.AddAsync(Run("a00", "a"), Report, default)).ShouldBeTrue("it is forgotten");
        (await Storage.Runs.TrimAsync(DateTimeOffset.MinValue, 0, default)).ShouldBe(10);
        (await ListAsync(new())).ShouldBeEmpty();
        (await Storage.Runs.TrimAsync(DateTimeOffset.MaxValue, 0, default)).ShouldBe(0);
    }

    [StorageFact]
    public async Task Audit_entries_get_numbers_and_are_found()
    {
        for (var number = 1; number <= 9; number++)
            (await Storage.Audit.AddAsync(Entry(number) with { Number = 77 }, default)).Number.ShouldBe(number);
        foreach (var _ in new[] { "at once", "later" })
        {
            (await AuditAsync(null)).ShouldBe("9 8 7 6 5 4 3 2 1");
            (await AuditAsync("")).ShouldBe("9 8 7 6 5 4 3 2 1");
            (await AuditAsync("who3")).ShouldBe("3");
            (await AuditAsync("read secret")).ShouldBe("8 6 4 2");
            (await AuditAsync("des/5")).ShouldBe("5");
            (await AuditAsync("\0é4")).ShouldBe("4");
            (await AuditAsync("WHO3")).ShouldBeEmpty();
            (await AuditAsync("who3\nenrol")).ShouldBeEmpty();
            (await AuditAsync("%")).ShouldBeEmpty();
            (await Storage.Audit.ReadAllAsync(default).ToListAsync()).ShouldBe(Enumerable.Range(1, 9).Select(Entry));
            await ReopenAsync();
        }
        (await Storage.Audit.AddAsync(Entry(1), default)).Number.ShouldBe(10);
        await Should.ThrowAsync<FormatException>(async () => await Storage.Audit.ListAsync(null, "x", 2, default));
        var added = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await Storage.Audit.AddAsync(Entry(1), default))));
        added.Select(static entry => entry.Number).Order().ShouldBe(Enumerable.Range(11, 50).Select(static number => (long)number));
    }

    private static AuditEntry Entry(int number) =>
        new(number, Noon.AddSeconds(number), $"who{number}", number % 2 == 0 ? "read secret" : "enrol", $"nodes/{number}") { From = "10.0.0.1", Detail = number == 4 ? "a\0é4" : null };

    private async Task<string> ListAsync(RunFilter filter)
    {
        var ids = new List<string>();
        for (Page<RunSummary>? page = null; page is null or { Next: not null }; ids.AddRange(page.Items.Select(static run => run.Id)))
        {
            page = await Storage.Runs.ListAsync(filter, page?.Next, 3, default);
            page.Items.Count.ShouldBeLessThanOrEqualTo(3);
        }
        return string.Join(' ', ids);
    }

    private async Task<string> AuditAsync(string? text)
    {
        var numbers = new StringBuilder();
        for (Page<AuditEntry>? page = null; page is null or { Next: not null };)
        {
            page = await Storage.Audit.ListAsync(text, page?.Next, 2, default);
            page.Items.Count.ShouldBeLessThanOrEqualTo(2);
            numbers.AppendJoin(' ', page.Items.Select(static entry => entry.Number)).Append(' ');
        }
        return numbers.ToString().Trim();
    }
}
