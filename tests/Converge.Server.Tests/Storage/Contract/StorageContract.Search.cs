using Converge.Language.Values;
using Converge.Nodes;
using Converge.Nodes.Queries;
using Converge.Server.Storage;
using Converge.Testing;
using Converge.Testing.Queries;
using Shouldly;

namespace Converge.Server.Tests.Storage.Contract;

public abstract partial class StorageContract
{
    private const int Documents = 300;
    private const int Queries = 400;

    [StorageFact]
    public async Task Any_query_finds_what_it_finds_in_an_inventory()
    {
        var documents = new Dictionary<string, NodeDocument>(StringComparer.Ordinal);
        await Task.WhenAll(Enumerable.Range(0, Documents).Select(async seed =>
        {
            var grammar = new QueryGrammar(new Random(seed));
            var document = grammar.Document(StoredName.IsName(grammar.Name()) ? $"{grammar.Name().Replace("\n", "", StringComparison.Ordinal)}{seed % 7}" : $"app{seed}");
            if (await Storage.Nodes.PutAsync(new NodeRecord(document.Name) { Document = document }, default) is null)
                return;
            lock (documents)
                documents.Add(document.Name, document);
        }));
        documents.Count.ShouldBeGreaterThan(Documents / 4);
        // As JSON has it, which knows no dates; and what a document says of being seen does not count.
        var inventory = new Inventory(documents.Values.Select(static document => new NodeDocument(document.Name, WithoutSeen(JsonText.Read(JsonText.Write(Value.From(document.Fields))).AsObject()))), 1);
        var found = 0;
        for (var seed = 0; seed < Queries * Fuzz.Factor; seed++)
        {
            var query = new Query(new QueryGrammar(new Random(seed)).Condition(seed % 4));
            var expected = inventory.Search(query, Noon).Nodes.Select(static node => node.Name).ToArray();
            var answer = await Storage.Nodes.SearchAsync(query, Noon, null, null, default);
            answer.Nodes.Select(static node => node.Name).ShouldBe(expected, $"seed {seed}: {query}");
            var after = expected.Length > 2 ? expected[1] : null;
            (await Storage.Nodes.SearchAsync(query, Noon, after, 3, default)).Nodes.Select(static node => node.Name)
                .ShouldBe(expected.Where(name => after is null || string.CompareOrdinal(name, after) > 0).Take(3), $"seed {seed} after '{after}': {query}");
            found += expected.Length is > 0 and < Documents / 8 ? 1 : 0;
        }
        found.ShouldBeGreaterThan(Queries / 10, "most queries find all or nothing, and say little");
    }

    [StorageFact]
    public async Task Equal_values_are_found_however_they_are_written()
    {
        (string Value, string[] Queries)[] values =
        [
            ("4", ["4", "4.0"]), ("\"4\"", ["4", "4.0", "4.0.0"]), ("4.0", ["4"]), ("\"4.00\"", ["4"]), ("true", ["true"]), ("\"true\"", ["true"]),
            ("4294967296", ["4G", "4096M"]), ("\"4096M\"", ["4G", "4294967296"]), ("\"1h\"", ["60m", "1h"]), ("3600", ["1h"]),
            ("\"2.1\"", ["2.1.0", "2.10.0"]), ("\"2.1.0\"", ["2.1"]), ("\"2.0-RC1\"", ["2.0-rc1", "2.0.0-rc1"]), ("\"2.0-rc1+build\"", ["2.0-rc1"]), ("\"04.1\"", ["4.1"]),
            ("\"fe80:0::1\"", ["fe80::1"]), ("\"10.0.0.1/24\"", ["10.0.0.1", "10.0.0.0/8"]), ("\"2026-01-02\"", ["2026-01-02", "\"2026-01-02T00:00\""]), ("[[\"x\"],{\"y\":[\"z\"]}]", ["x"]),
            ("-0.0", ["0"]), ("0.1", ["0.1", "0.10"]), ("1e2", ["100"]), ("\"1.5K\"", ["1536", "1.5K"]), ("18446744073709551616", ["18446744073709551616"]), ("\"x\\u0000y\"", ["x*"]),
        ];
        for (var number = 0; number < values.Length; number++)
            await PutAsync(Node($"n{number:D2}", $$$"""{"v": {{{values[number].Value}}}, "in": [{"a": {"b": [{{{values[number].Value}}}] } }] }"""));
        var inventory = new Inventory(values.Select(static (value, number) => Document($"n{number:D2}", $$$"""{"v": {{{value.Value}}}, "in": [{"a": {"b": [{{{value.Value}}}] } }] }""")), 1);
        foreach (var query in values.SelectMany(static value => value.Queries).Distinct(StringComparer.Ordinal).SelectMany(static text => new[] { $"v:{text}", $"in.a.b:{text}", $"name:n* AND v:{text}", $"NOT v:{text}" }))
        {
            var expected = string.Join(' ', inventory.Search(Parse(query), Noon).Nodes.Select(static node => node.Name));
            (await SearchAsync(query)).ShouldBe(expected, query);
        }
    }

    private static ScriptObject WithoutSeen(ScriptObject fields)
    {
        fields.Remove("seen");
        return fields;
    }
}
