using System.IO.Compression;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Protocol;
using Converge.Server.Storage;
using Converge.Server.Storage.Folder;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Storage.Folder;

/// <summary>What a storage leaves in its folder, and what it makes of what it finds there.</summary>
public sealed class FolderFilesTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new(Noon);
    private readonly List<string> _warnings = [];

    public void Dispose() => _folder.Dispose();

    [ProgramFact("jq", "zcat")]
    public async Task People_can_read_what_is_there()
    {
        var report = new MemoryStream();
        await using (var gzip = new GZipStream(report, CompressionLevel.Optimal, leaveOpen: true))
            await gzip.WriteAsync("{\"status\": \"changed\"}"u8.ToArray());
        await using (var storage = await OpenAsync())
        {
            await storage.Nodes.PutAsync(Node("App1") with { Searches = ["role:db"] }, default);
            await storage.Runs.AddAsync(new("r1", "App1", "changed", Noon, Noon), report.ToArray(), default);
            await storage.Audit.AddAsync(new(0, Noon, "anna", "revoke", "App1"), default);
            await storage.Records.PutAsync(new("tokens", "t1", "{\"uses\":3}"u8.ToArray()), default);
        }
        (await ShellAsync("jq -c '[.name, .searches, .document.a]' nodes/%41pp1.json")).ShouldBe("[\"App1\",[\"role:db\"],1]");
        (await ShellAsync("zcat runs/2026-01-02/r1.json.gz | jq -r .status,.id")).ShouldBe("changed\nr1\nchanged\nnull");
        (await ShellAsync("jq -r .did audit/2026-01.000000001.jsonl")).ShouldBe("revoke");
        (await ShellAsync("jq -c .value records/tokens/t1.json")).ShouldBe("{\"uses\":3}");
        (await ShellAsync("find . -perm /077")).ShouldBeEmpty();
        (await ShellAsync("find . -type f | sort | tr '\\n' ' '")).ShouldBe("./audit/2026-01.000000001.jsonl ./format.json ./lock ./nodes/%41pp1.json ./records/tokens/t1.json ./runs/2026-01-02/r1.json.gz");
    }

    [Fact]
    public async Task Names_stay_in_their_folder()
    {
        await using (var storage = await OpenAsync())
        {
            foreach (var name in new[] { "..", "../../x", ".hidden", "a/b", "A", "a", "ä", new string('ä', 253) })
                (await storage.Nodes.PutAsync(Node(name), default)).ShouldNotBeNull();
            await storage.Runs.AddAsync(new("../../x", "..", "changed", Noon, Noon), new byte[1], default);
            await storage.Records.PutAsync(new("..", "../x", "{}"u8.ToArray()), default);
        }
        Directory.GetFileSystemEntries(_folder.Path).ShouldBe([_folder["storage"]]);
        Directory.GetFiles(_folder["storage/nodes"]).Length.ShouldBe(8);
        File.Exists(_folder["storage/nodes/%2E..json"]).ShouldBeTrue();
        File.Exists(_folder["storage/nodes/%2E.%2F..%2Fx.json"]).ShouldBeTrue();
        File.Exists(_folder["storage/records/%2E./%2E.%2Fx.json"]).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_broken_is_set_aside_and_the_rest_is_there()
    {
        await using (var storage = await OpenAsync())
        {
            for (var number = 0; number < 5; number++)
            {
                await storage.Nodes.PutAsync(Node($"app{number}") with { Seen = Noon }, default);
                await storage.Runs.AddAsync(new($"r{number}", "app1", "changed", Noon, Noon), new byte[10], default);
                await storage.Records.PutAsync(new("tokens", $"t{number}", "{}"u8.ToArray()), default);
                await storage.Audit.AddAsync(new(0, Noon, "anna", "revoke", $"app{number}"), default);
            }
        }
        _folder.Write("storage/new/7", "half of i");
        _folder.Write("storage/nodes/app0.json", "");
        _folder.Write("storage/nodes/app1.json", (await File.ReadAllTextAsync(_folder["storage/nodes/app1.json"]))[..^1]);
        File.Copy(_folder["storage/nodes/app2.json"], _folder["storage/nodes/app9.json"]);
        _folder.Write("storage/nodes/app3.json", (await File.ReadAllTextAsync(_folder["storage/nodes/app3.json"])).Replace("\"revision\":", "\"revision\":\"\",\"x\":", StringComparison.Ordinal));
        var run = await File.ReadAllBytesAsync(_folder["storage/runs/2026-01-02/r1.json.gz"]);
        run[20] ^= 1;
        _folder.Write("storage/runs/2026-01-02/r1.json.gz", run);
        _folder.Write("storage/runs/2026-01-02/r2.json.gz", run.AsSpan(0, 30));
        _folder.Write("storage/records/tokens/t1.json", "[]");
        _folder.Write("storage/seen.json", "{");
        File.AppendAllText(_folder["storage/audit/2026-01.000000001.jsonl"], "{\"number\":6,\"at\":\"2026-");
        await using (var storage = await OpenAsync())
        {
            (await storage.Nodes.ReadAllAsync(documents: true, default).ToListAsync()).Select(static node => node.Name).ShouldBe(["app2", "app4"]);
            (await storage.Runs.ListAsync(new(), null, 9, default)).Items.Select(static r => r.Id).ShouldBe(["r0", "r3", "r4"]);
            (await storage.Records.ListAsync("tokens", default)).Select(static r => r.Key).ShouldBe(["t0", "t2", "t3", "t4"]);
            (await storage.Audit.AddAsync(new(0, Noon, "anna", "revoke", "app7"), default)).Number.ShouldBe(6);
            (await storage.Audit.ListAsync(null, null, 9, default)).Items.Select(static entry => entry.What).ShouldBe(["app7", "app4", "app3", "app2", "app1", "app0"]);
            // And it can be put again.
            (await storage.Nodes.PutAsync(Node("app0"), default)).ShouldNotBeNull();
        }
        Directory.GetFileSystemEntries(_folder["storage/new"]).ShouldBeEmpty();
        Directory.GetFiles(_folder["storage/broken"]).Length.ShouldBe(9);
        _warnings.Count.ShouldBe(9);
        _warnings.ShouldContain($"'{_folder["storage/nodes/app9.json"]}' cannot be read and is now '{_folder["storage/broken/nodes!app9.json.20260102T120000"]}': it is of node 'app2'");
        _warnings.Clear();
        await using (await OpenAsync())
            _warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_is_for_one_server()
    {
        var first = await OpenAsync();
        var failure = await Should.ThrowAsync<StorageException>(OpenAsync);
        failure.Message.ShouldBe($"another server has the storage '{_folder["storage"]}'");
        failure.Hint.ShouldNotBeNull();
        await first.DisposeAsync();
        await (await OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task What_a_newer_server_has_written_is_left_alone()
    {
        _folder.Write("storage/format.json", "{\"number\":2}");
        (await Should.ThrowAsync<StorageException>(OpenAsync)).Message.ShouldBe($"the storage '{_folder["storage"]}' is of a newer server: its format is 2, expected 1 at most");
    }

    [Fact]
    public async Task When_nodes_were_seen_is_written_after_a_minute()
    {
        await using var storage = await OpenAsync();
        await storage.Nodes.PutAsync(Node("app1"), default);
        await storage.Nodes.NoteSeenAsync([new("app1", Noon)], default);
        _time.Advance(TimeSpan.FromSeconds(59));
        await storage.Nodes.PutAsync(Node("app2"), default);
        File.Exists(_folder["storage/seen.json"]).ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        await storage.Nodes.PutAsync(Node("app3"), default);
        (await File.ReadAllTextAsync(_folder["storage/seen.json"])).ShouldBe("{\"app1\":\"2026-01-02T12:00:00Z\"}");
        File.Delete(_folder["storage/seen.json"]);
        _time.Advance(TimeSpan.FromSeconds(60));
        await storage.Nodes.PutAsync(Node("app4"), default);
        File.Exists(_folder["storage/seen.json"]).ShouldBeFalse("nobody was seen since");
    }

    [Fact]
    public async Task The_audit_log_begins_a_new_file_each_month_and_when_one_is_full()
    {
        await using (var storage = await OpenAsync())
        {
            await storage.Audit.AddAsync(Entry(10), default);
            _time.Advance(TimeSpan.FromDays(40));
            for (var number = 0; number < 5; number++)
                await storage.Audit.AddAsync(Entry(1_500_000), default);
        }
        Directory.GetFiles(_folder["storage/audit"]).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["2026-01.000000001.jsonl", "2026-02.000000002.jsonl", "2026-02.000000004.jsonl", "2026-02.000000006.jsonl"]);
        await using (var storage = await OpenAsync())
        {
            (await storage.Audit.ListAsync(null, "6", 9, default)).Items.Select(static entry => entry.Number).ShouldBe([5, 4, 3, 2, 1]);
            (await storage.Audit.ReadAllAsync(default).ToListAsync()).Select(static entry => entry.Number).ShouldBe([1, 2, 3, 4, 5, 6]);
        }

        AuditEntry Entry(int length) => new(0, Noon, "anna", "revoke", new string('x', length));
    }

    [Fact]
    public async Task A_change_that_cannot_be_written_fails_and_the_next_does_not()
    {
        await using var storage = await OpenAsync();
        await storage.Nodes.PutAsync(Node("app1"), default);
        // A folder in the place of the file.
        Directory.CreateDirectory(_folder["storage/nodes/app2.json/x"]);
        await Should.ThrowAsync<IOException>(async () => await storage.Nodes.PutAsync(Node("app2"), default));
        (await storage.Nodes.FindAsync("app2", default)).ShouldBeNull();
        var both = await Task.WhenAll(new[] { "app2", "app3", "app4" }.Select(async name =>
        {
            try
            {
                return await storage.Nodes.PutAsync(Node(name), default) is not null;
            }
            catch (IOException)
            {
                return false;
            }
        }));
        both.ShouldBe([false, true, true]);
    }

    private static NodeRecord Node(string name) => new(name) { Registered = Noon, Document = new NodeDocument(name, JsonText.Read("{\"a\":1}").AsObject()) };

    private async Task<FolderStorage> OpenAsync() => await FolderStorage.OpenAsync(_folder["storage"], _time, _warnings.Add, default);

    private async Task<string> ShellAsync(string command)
    {
        var run = await ProgramRun.Of(new ProgramRun.Start("sh", "-c", command) { Folder = _folder["storage"] });
        run.Error.ShouldBeEmpty();
        return run.Output.TrimEnd();
    }
}
