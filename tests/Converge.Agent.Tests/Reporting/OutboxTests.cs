using System.IO.Compression;
using Converge.Agent.Reporting;
using Converge.Linux.State;
using Converge.Reports;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Agent.Tests.Reporting;

public sealed class OutboxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StateFolder _state;

    public OutboxTests()
    {
        _state = new(_folder["state"]);
        _state.Prepare();
    }

    [Fact]
    public void Reports_wait_in_their_order_with_the_order_they_are_for()
    {
        new Outbox(_state).Add(Report(10), order: null);
        new Outbox(_state).Add(Report(9), order: "a/b~c");
        var waiting = new Outbox(_state).List();
        waiting.Select(static report => (report.Run, report.Order)).ShouldBe([("9-run", "a/b~c"), ("10-run", null)]);
        var gzip = new GZipStream(new MemoryStream(new Outbox(_state).Read(waiting[1]).ShouldNotBeNull()), CompressionMode.Decompress);
        var json = new MemoryStream();
        gzip.CopyTo(json);
        ReportReader.Read(json.ToArray()).Id.ShouldBe("10-run");
        new Outbox(_state).Remove(waiting[0]);
        new Outbox(_state).List().Single().Run.ShouldBe("10-run");
    }

    [Fact]
    public void A_report_that_is_added_again_waits_once()
    {
        var outbox = new Outbox(_state);
        outbox.Add(Report(1), order: null);
        outbox.Add(Report(1), order: null);
        outbox.List().Count.ShouldBe(1);
    }

    [Fact]
    public void It_does_not_grow_for_ever_and_keeps_the_newest()
    {
        var outbox = new Outbox(_state);
        for (var number = 1; number <= 510; number++)
            outbox.Add(Report(number), order: null);
        outbox.List().Select(static report => report.Run).ShouldBe(Enumerable.Range(11, 500).Select(static number => $"{number}-run"));
    }

    [Fact]
    public void What_is_half_written_is_no_report()
    {
        var outbox = new Outbox(_state);
        outbox.Add(Report(1), order: null);
        File.WriteAllText(_folder["state/outbox/.converge-half"], "x");
        outbox.List().Count.ShouldBe(1);
    }

    public void Dispose()
    {
        _state.Dispose();
        _folder.Dispose();
    }

    private static Report Report(long number) => new(number, $"{number}-run", "web1", "lab") { Start = DateTimeOffset.UnixEpoch, End = DateTimeOffset.UnixEpoch };
}
