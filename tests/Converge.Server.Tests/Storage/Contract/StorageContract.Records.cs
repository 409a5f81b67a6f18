using System.Text;
using Converge.Server.Storage;
using Shouldly;

namespace Converge.Server.Tests.Storage.Contract;

public abstract partial class StorageContract
{
    [StorageFact]
    public async Task A_record_is_read_as_it_was_put()
    {
        const string Json = "{ \"a\" : 1.0,\n \"\\u0000\": \"é\\uD83D\\uDE00\", \"a\": 2 }";
        string[] keys = ["b", "a", "../..", "A", "a/b", "é", "", ""];
        foreach (var key in keys[..^2])
            (await PutAsync("tokens", key, Json)).ShouldNotBeNull();
        (await PutAsync("kind / é", "b", "{}")).ShouldNotBeNull();
        foreach (var _ in new[] { "at once", "later" })
        {
            var read = (await Storage.Records.FindAsync("tokens", "a/b", default)).ShouldNotBeNull();
            Encoding.UTF8.GetString(read.Json.Span).ShouldBe(Json);
            (await Storage.Records.ListAsync("tokens", default)).Select(static record => record.Key).ShouldBe(["../..", "A", "a", "a/b", "b", "é"]);
            (await Storage.Records.KindsAsync(default)).ShouldBe(["kind / é", "tokens"]);
            (await Storage.Records.FindAsync("kind / é", "a", default)).ShouldBeNull();
            (await Storage.Records.FindAsync("tokens", "", default)).ShouldBeNull();
            (await Storage.Records.FindAsync("tokens", "a\0", default)).ShouldBeNull();
            (await Storage.Records.ListAsync("others", default)).ShouldBeEmpty();
            (await Storage.Records.ListAsync("", default)).ShouldBeEmpty();
            await ReopenAsync();
        }
        foreach (var json in new[] { "", "[]", "1", "{", "{}{}", "null" })
            await Should.ThrowAsync<ArgumentException>(async () => await PutAsync("tokens", "new", json));
        await Should.ThrowAsync<ArgumentException>(async () => await PutAsync("tokens", "", "{}"));
        await Should.ThrowAsync<ArgumentException>(async () => await PutAsync("a\0", "a", "{}"));
    }

    [StorageFact]
    public async Task A_record_changes_and_goes_in_the_revision_that_is_known()
    {
        var first = (await PutAsync("tokens", "a", "{}")).ShouldNotBeNull();
        first.ShouldBePositive();
        (await PutAsync("tokens", "a", "{}")).ShouldBeNull();
        var second = (await PutAsync("tokens", "a", """{"n":2}""", first)).ShouldNotBeNull();
        second.ShouldBeGreaterThan(first);
        (await PutAsync("tokens", "a", "{}", first)).ShouldBeNull();
        (await PutAsync("tokens", "b", "{}", first)).ShouldBeNull();
        (await Storage.Records.RemoveAsync("tokens", "a", first, default)).ShouldBeFalse();
        (await Storage.Records.FindAsync("tokens", "a", default))!.Revision.ShouldBe(second);
        (await Storage.Records.RemoveAsync("tokens", "a", second, default)).ShouldBeTrue();
        (await Storage.Records.RemoveAsync("tokens", "a", second, default)).ShouldBeFalse();
        (await Storage.Records.RemoveAsync("", "a", 0, default)).ShouldBeFalse();
        (await Storage.Records.KindsAsync(default)).ShouldBeEmpty();
        await ReopenAsync();
        (await Storage.Records.FindAsync("tokens", "a", default)).ShouldBeNull();
    }

    [StorageFact]
    public async Task Of_many_who_change_the_same_one_does_for_each_revision()
    {
        const int Writers = 50;
        const int Rounds = 4;
        await PutAsync("counters", "c", """{"n":0}""");
        await PutAsync(Node("app1"));
        var wins = new int[Rounds];
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                // Some fall behind, and then lose against everybody.
                var record = (await Storage.Records.FindAsync("counters", "c", default))!;
                var number = int.Parse(Encoding.UTF8.GetString(record.Json.Span)[5..^1], System.Globalization.CultureInfo.InvariantCulture);
                if (await PutAsync("counters", "c", $$"""{"n":{{number + 1}}}""", record.Revision) is not null)
                    Interlocked.Increment(ref wins[round]);
                while (true)
                {
                    var node = (await Storage.Nodes.FindAsync("app1", default))!;
                    if (await Storage.Nodes.PutAsync(node with { Interval = node.Interval + TimeSpan.FromSeconds(1) }, default) is not null)
                        break;
                }
            }
        })));
        var total = wins.Sum();
        total.ShouldBeGreaterThan(0);
        Encoding.UTF8.GetString((await Storage.Records.FindAsync("counters", "c", default))!.Json.Span).ShouldBe($$"""{"n":{{total}}}""", "each that was put counts once");
        (await Storage.Nodes.FindAsync("app1", default))!.Interval.ShouldBe(TimeSpan.FromSeconds(Writers * Rounds));
        var last = (await Storage.Records.FindAsync("counters", "c", default))!.Revision;
        var same = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () => await PutAsync("counters", "c", "{}", last))));
        same.Count(static revision => revision is not null).ShouldBe(1);
        var created = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () => await Storage.Nodes.PutAsync(Node("new"), default))));
        created.Count(static node => node is not null).ShouldBe(1);
    }

    [StorageFact]
    public async Task Changes_are_told()
    {
        var node = await PutAsync(Node("app1"));
        await ShouldTellAsync(new(ChangeKind.Node, "app1"));
        await PutAsync(node with { Commit = "1" });
        await ShouldTellAsync(new(ChangeKind.Node, "app1"));
        await Storage.Runs.AddAsync(Run("r1"), Report, default);
        await ShouldTellAsync(new(ChangeKind.Run, "r1"));
        var revision = await PutAsync("a kind", "a key", "{}");
        await ShouldTellAsync(new(ChangeKind.Record, "a key") { RecordKind = "a kind" });
        await Storage.Records.RemoveAsync("a kind", "a key", revision!.Value, default);
        await ShouldTellAsync(new(ChangeKind.Record, "a key") { RecordKind = "a kind" });
        await Storage.Nodes.RemoveAsync("app1", default);
        await ShouldTellAsync(new(ChangeKind.Node, "app1"));
    }

    [StorageFact]
    public async Task What_is_cancelled_before_it_begins_is_not_done()
    {
        await Should.ThrowAsync<OperationCanceledException>(async () => await Storage.Nodes.PutAsync(Node("app1"), new CancellationToken(canceled: true)));
        (await Storage.Nodes.FindAsync("app1", default)).ShouldBeNull();
    }

    [StorageFact]
    public async Task A_closed_storage_takes_nothing()
    {
        var storage = Storage;
        await ReopenAsync();
        await Should.ThrowAsync<ObjectDisposedException>(async () => await storage.Nodes.PutAsync(Node("app1"), default));
    }

    private ValueTask<long?> PutAsync(string kind, string key, string json, long revision = 0) =>
        Storage.Records.PutAsync(new(kind, key, Encoding.UTF8.GetBytes(json), revision), default);
}
