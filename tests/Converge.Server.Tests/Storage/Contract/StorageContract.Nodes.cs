using Converge.Language.Values;
using Converge.Protocol;
using Converge.Server.Storage;
using Shouldly;

namespace Converge.Server.Tests.Storage.Contract;

public abstract partial class StorageContract
{
    private static NodeRecord FullNode => Node("app1.example.com", """{"roles": ["app"], "environment": "production", "facts": {"cpus": 4, "load": 0.50}}""") with
    {
        Said = JsonText.Read("""{"facts": {"cpus": 4, "load": 0.50}, "attributes": [1, null, "é"]}""").AsObject(),
        Seen = Noon.AddSeconds(1.5),
        Hash = "abc",
        Searches = ["role:app", "role:db-primary AND environment:production"],
        Version = "1.2.3",
        Interval = TimeSpan.FromSeconds(1800.25),
        State = NodeState.Ready,
        Commit = "0123456789abcdef",
        LastRun = Run("r1") with { Commit = "0123", Resources = 3, Changed = 2, Failed = 1, Corrective = 1 },
        Order = new("o1", "anna", Noon.AddTicks(1234567)) { AllowsOlder = true },
    };

    [StorageFact]
    public async Task A_node_is_read_as_it_was_put()
    {
        var put = await PutAsync(FullNode);
        put.Revision.ShouldBePositive();
        foreach (var _ in new[] { "at once", "later" })
        {
            var read = (await Storage.Nodes.FindAsync("app1.example.com", default)).ShouldNotBeNull();
            Json(read).ShouldBe("""{"roles":["app"],"environment":"production","facts":{"cpus":4,"load":0.50},"name":"app1.example.com","seen":"2026-01-02T12:00:01.5Z"}""");
            Json(read.Said).ShouldBe("""{"facts":{"cpus":4,"load":0.50},"attributes":[1,null,"é"]}""");
            read.Searches.ShouldBe(FullNode.Searches);
            (read with { Document = null, Said = null, Searches = [] }).ShouldBe(FullNode with { Revision = put.Revision, Document = null, Said = null, Searches = [] });
            await ReopenAsync();
        }
    }

    [StorageFact]
    public async Task A_bare_node_is_all_but_its_documents()
    {
        var put = await PutAsync(FullNode);
        var later = Noon.AddSeconds(3);
        await Storage.Nodes.NoteSeenAsync([new("app1.example.com", later)], default);
        foreach (var bare in new[] { await Storage.Nodes.FindBareAsync("app1.example.com", default), (await Storage.Nodes.ReadAllAsync(documents: false, default).ToListAsync()).ShouldHaveSingleItem() })
        {
            bare.ShouldNotBeNull().Searches.ShouldBe(FullNode.Searches);
            (bare with { Searches = [] }).ShouldBe(FullNode with { Revision = put.Revision, Seen = later, Document = null, Said = null, Searches = [] });
        }
    }

    [StorageFact]
    public async Task What_is_not_there_is_not_found()
    {
        foreach (var name in new[] { "app1", "", "a\0b", "\uD800", new string('a', 300), "../app1" })
        {
            (await Storage.Nodes.FindAsync(name, default)).ShouldBeNull();
            (await Storage.Nodes.FindBareAsync(name, default)).ShouldBeNull();
            (await Storage.Nodes.RemoveAsync(name, default)).ShouldBeFalse();
        }
        (await SearchAsync("*")).ShouldBeEmpty();
        (await Storage.Nodes.GenerationAsync(default)).ShouldBe(0);
        (await Storage.Nodes.ReadAllAsync(documents: true, default).ToListAsync()).ShouldBeEmpty();
    }

    [StorageFact]
    public async Task A_node_without_a_document_is_no_answer_but_is_there()
    {
        await PutAsync(new NodeRecord("app1") { Registered = Noon });
        (await SearchAsync("*")).ShouldBeEmpty();
        (await Storage.Nodes.GenerationAsync(default)).ShouldBe(0);
        (await Storage.Nodes.ReadAllAsync(documents: true, default).ToListAsync()).ShouldHaveSingleItem().Document.ShouldBeNull();
        await ReopenAsync();
        (await Storage.Nodes.FindAsync("app1", default)).ShouldNotBeNull().Registered.ShouldBe(Noon);
    }

    [StorageFact]
    public async Task Only_who_knows_the_last_revision_puts()
    {
        var first = await PutAsync(Node("app1"));
        (await Storage.Nodes.PutAsync(Node("app1"), default)).ShouldBeNull();
        var second = await PutAsync(first with { Commit = "1" });
        second.Revision.ShouldBeGreaterThan(first.Revision);
        (await Storage.Nodes.PutAsync(first with { Commit = "2" }, default)).ShouldBeNull();
        (await Storage.Nodes.PutAsync(Node("app2") with { Revision = 5 }, default)).ShouldBeNull();
        (await Storage.Nodes.FindAsync("app1", default))!.Commit.ShouldBe("1");
        (await Storage.Nodes.RemoveAsync("app1", default)).ShouldBeTrue();
        (await Storage.Nodes.PutAsync(second with { Commit = "3" }, default)).ShouldBeNull();
        (await PutAsync(Node("app1"))).Revision.ShouldBeGreaterThan(second.Revision, "a node that comes again is not the one that was");
    }

    [StorageFact]
    public async Task The_generation_grows_with_documents_only_and_never_shrinks()
    {
        var last = 0L;
        var node = await PutAsync(Node("app1", """{"a": 1}"""));
        await ShouldGrow(true);
        node = await PutAsync(node with { Commit = "1", LastRun = Run("r1") });
        await ShouldGrow(false);
        node = await PutAsync(node with { Document = Document("app1", """{"a": 1}""") });
        await ShouldGrow(false);
        node = await PutAsync((await Storage.Nodes.FindAsync("app1", default))! with { State = NodeState.Ready });
        await ShouldGrow(false);
        await Storage.Nodes.NoteSeenAsync([new("app1", Noon)], default);
        await ShouldGrow(false);
        node = await PutAsync(node with { Document = Document("app1", """{"a": 2}""") });
        await ShouldGrow(true);
        await ReopenAsync();
        await ShouldGrow(false);
        await PutAsync(node with { Document = null });
        await ShouldGrow(true);
        await PutAsync(Node("app2"));
        await ShouldGrow(true);
        await Storage.Nodes.RemoveAsync("app2", default);
        await ShouldGrow(true);
        await Storage.Nodes.RemoveAsync("app1", default);
        await ShouldGrow(false);
        await ReopenAsync();
        await ShouldGrow(false);

        async Task ShouldGrow(bool grows)
        {
            var next = await Storage.Nodes.GenerationAsync(default);
            (await Storage.Nodes.SearchAsync(Parse("*"), Noon, null, null, default)).Generation.ShouldBe(next);
            (next > last).ShouldBe(grows, $"from {last} to {next}");
            next.ShouldBeGreaterThanOrEqualTo(last);
            last = next;
        }
    }

    [StorageFact]
    public async Task When_a_node_was_seen_is_a_field()
    {
        var node = await PutAsync(Node("app1", """{"seen": "never", "a": 1}"""));
        await PutAsync(Node("app2") with { Seen = Noon.AddMinutes(-30) });
        (await SearchAsync("seen:*")).ShouldBe("app2", "only the storage says when");
        await Storage.Nodes.NoteSeenAsync([new("app1", Noon.AddMinutes(-5)), new("nobody", Noon), new("a\0b", Noon)], default);
        (await SearchAsync("seen:<10m")).ShouldBe("app1");
        (await SearchAsync("seen:>10m")).ShouldBe("app2");
        (await SearchAsync("NOT seen:<10m")).ShouldBe("app2");
        (await SearchAsync("a:1 AND (seen:<10m OR name:x)")).ShouldBe("app1");
        (await SearchAsync("a:1 OR seen:>10m")).ShouldBe("app1 app2");
        (await SearchAsync("seen:2026-01-02")).ShouldBe("app1 app2");
        (await SearchAsync("seen:\"2026-01-02T11:55:00Z\"")).ShouldBe("app1");
        await Storage.Nodes.NoteSeenAsync([new("app1", Noon.AddMinutes(-50))], default);
        var read = (await Storage.Nodes.FindAsync("app1", default))!;
        read.Seen.ShouldBe(Noon.AddMinutes(-5), "what comes late changes nothing");
        read.Revision.ShouldBe(node.Revision);
        Json(read).ShouldBe("""{"a":1,"name":"app1","seen":"2026-01-02T11:55:00Z"}""");
        await PutAsync(node with { Commit = "1", Seen = Noon.AddMinutes(-20) });
        await ReopenAsync();
        (await Storage.Nodes.FindAsync("app1", default))!.Seen.ShouldBe(Noon.AddMinutes(-5));
        (await Storage.Nodes.SearchAsync(Parse("app1"), Noon, null, null, default)).Nodes.Single().Fields["seen"].AsString().ShouldBe("2026-01-02T11:55:00Z");
        await Storage.Nodes.RemoveAsync("app1", default);
        await PutAsync(Node("app1"));
        (await Storage.Nodes.FindAsync("app1", default))!.Seen.ShouldBeNull();
    }

    [StorageFact]
    public async Task Answers_are_in_order_and_come_in_parts()
    {
        foreach (var name in new[] { "b", "a10", "B", "a1", "a-1", "a2", "ä", "a.1", "a_1" })
            await PutAsync(Node(name));
        const string All = "B a-1 a.1 a1 a10 a2 a_1 b ä";
        (await SearchAsync("*")).ShouldBe(All);
        (await SearchAsync("a*")).ShouldBe("a-1 a.1 a1 a10 a2 a_1");
        (await SearchAsync("a?1")).ShouldBe("a-1 a.1 a_1");
        (await SearchAsync("*", after: "a1", limit: 2)).ShouldBe("a10 a2");
        (await SearchAsync("*", after: "a11")).ShouldBe("a2 a_1 b ä");
        (await SearchAsync("*", after: "ä")).ShouldBeEmpty();
        (await SearchAsync("*", after: "\uD83D\uDE00")).ShouldBeEmpty();
        (await SearchAsync("*", after: "a\0")).ShouldBe("a-1 a.1 a1 a10 a2 a_1 b ä");
        (await SearchAsync("NOT name:a*", limit: 2)).ShouldBe("B b");
        string.Join(' ', (await Storage.Nodes.ReadAllAsync(documents: true, default).ToListAsync()).Select(static node => node.Name)).ShouldBe(All);
    }

    [StorageFact]
    public async Task Odd_names_are_names_or_refused()
    {
        string[] names = [".", "..", "../x", "/etc/passwd", "a/b", "A", "a", "a b", "a%2Fb", "é", "日本", "-rf", "~", "*", "'; DROP TABLE nodes; --", new('x', 253), new('é', 253), "con", "a\u00A0b", "\"", "\\", "{}", "$1", "new", "nodes.json"];
        foreach (var name in names)
            await PutAsync(Node(name, """{"a": 1}"""));
        await ReopenAsync();
        foreach (var name in names)
        {
            (await Storage.Nodes.FindAsync(name, default)).ShouldNotBeNull(name).Name.ShouldBe(name);
            (await Storage.Nodes.RemoveAsync(name, default)).ShouldBeTrue(name);
        }
        foreach (var name in new[] { "a\nb", "\0", "a\u001Fb", "\uD800", "😀", new string('x', 254) })
            await Should.ThrowAsync<ArgumentException>(async () => await Storage.Nodes.PutAsync(Node(name), default));
        await Should.ThrowAsync<ArgumentException>(async () => await Storage.Nodes.PutAsync(new NodeRecord("a") { Document = Document("b") }, default));
        (await Storage.Nodes.ReadAllAsync(documents: true, default).ToListAsync()).ShouldBeEmpty();
    }

    [StorageFact]
    public async Task Odd_and_huge_values_are_kept_as_they_are()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 60)) + "1" + string.Concat(Enumerable.Repeat("]", 60));
        var json = $$$"""{"null":null,"zero":"\u0000","one":"\u0001","0":1,"":"empty","a\u0000b":"key","big":123456789012345678901234567890123456789,"exact":2.00,"small":1e-7,"real":0.12345678901234567890123456789012345,"emoji":"😀","deep":{{{deep}}},"list":[[1,[2]],[],{}],"long":"{{{new string('x', 1_000_000)}}}","line":"\n\u2028","slash":"\/"}""";
        var expected = JsonText.Write(JsonText.Read(json));
        await PutAsync(Node("odd", json) with { Said = JsonText.Read(json).AsObject(), Hash = "\u2028", Version = "é" });
        foreach (var _ in new[] { "at once", "later" })
        {
            var read = (await Storage.Nodes.FindAsync("odd", default)).ShouldNotBeNull();
            Json(read.Said).ShouldBe(expected);
            Json(read).ShouldBe($"{expected[..^1]},\"name\":\"odd\"}}");
            foreach (var query in new[] { "zero:*", "0:1", "big:*", "exact:2", "emoji:😀", "list:2", "list:1", "slash:\\/", "small:0.0000001" })
                (await SearchAsync(query)).ShouldBe("odd", query);
            await ReopenAsync();
        }
        var half = Document("half");
        await Should.ThrowAsync<FormatException>(async () => await Storage.Nodes.PutAsync(new NodeRecord("half") { Document = half.With("a", Value.From("\uD800")) }, default));
        await Should.ThrowAsync<FormatException>(async () => await Storage.Nodes.PutAsync(new NodeRecord("half") { Document = half.With("a", Value.From(double.NaN)) }, default));
        (await SearchAsync("*")).ShouldBe("odd");
    }
}
