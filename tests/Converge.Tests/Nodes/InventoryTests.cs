using System.Collections.Immutable;
using System.Globalization;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Nodes.Queries;
using Converge.Testing;
using Converge.Testing.Queries;
using Shouldly;
using Xunit;

namespace Converge.Tests.Nodes;

public sealed class InventoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_search_finds_what_asking_every_node_finds()
    {
        for (var seed = 0; seed < 15 * Fuzz.Factor; seed++)
        {
            var random = new Random(seed);
            var grammar = new QueryGrammar(random);
            var nodes = Enumerable.Range(0, random.Next(400)).Select(n => grammar.Document(string.Create(CultureInfo.InvariantCulture, $"app{n}"))).ToList();
            var inventory = new Inventory(nodes, generation: 1);
            for (var turn = 0; turn < 40; turn++)
            {
                // Of several at once, the later ones find the indexes that the first made.
                foreach (var query in Enumerable.Range(0, 3).Select(_ => new Query(grammar.Condition(3))))
                {
                    var expected = nodes.Where(node => query.Matches(node, Now)).Select(static node => node.Name).Order(StringComparer.Ordinal);
                    inventory.Search(query, Now).Nodes.Select(static node => node.Name).ShouldBe(expected, $"seed {seed}: {query}");
                }
                inventory = Change(inventory, nodes, grammar, random);
            }
        }
    }

    [Fact]
    public void A_change_leaves_what_was_before()
    {
        var before = new Inventory([Node("b"), Node("d")], generation: 7);
        var more = before.With(Node("c"));
        var less = more.Without("b");
        Names(before).ShouldBe(["b", "d"]);
        Names(more).ShouldBe(["b", "c", "d"]);
        Names(less).ShouldBe(["c", "d"]);
        (before.Generation, more.Generation, less.Generation).ShouldBe((7, 8, 9));
        (before.Count, more.Count, less.Count).ShouldBe((2, 3, 2));
        less.Without("nobody").ShouldBeSameAs(less);
        Names(less.Without("c").Without("d")).ShouldBeEmpty();
        Names(Inventory.Empty.With(Node("a"))).ShouldBe(["a"]);
        Inventory.Empty.Find("a").ShouldBeNull();
        Inventory.Empty.Without("a").ShouldBeSameAs(Inventory.Empty);
    }

    [Fact]
    public void A_name_belongs_to_one_node()
    {
        Inventory.TryCreate([Node("a"), Node("b"), Node("a"), Node("a")], generation: 1, out var inventory, out var duplicates).ShouldBeFalse();
        duplicates.ShouldBe(["a"]);
        Names(inventory).ShouldBe(["a", "b"]);
        inventory.Add(Node("a")).ShouldBeNull();
        Names(inventory.Add(Node("c"))!).ShouldBe(["a", "b", "c"]);
        Should.Throw<ArgumentException>(static () => new Inventory([Node("a"), Node("a")], generation: 1)).Message.ShouldStartWith("there are two nodes 'a'");
    }

    [Fact]
    public void An_answer_tells_its_generation_and_is_ordered_by_the_bytes_of_names()
    {
        var inventory = new Inventory([Node("b"), Node("B"), Node("a10"), Node("a2"), Node("ä")], generation: 812);
        var answer = inventory.Search(Parse("*"), Now);
        answer.Nodes.Select(static node => node.Name).ShouldBe(["B", "a10", "a2", "b", "ä"]);
        answer.Generation.ShouldBe(812);
        answer.ShouldBe(inventory.Search(Parse("NOT nobody"), Now));
    }

    [Fact]
    public void Many_fields_and_many_threads_find_the_same()
    {
        var nodes = Enumerable.Range(0, 300).Select(static n => new NodeDocument($"n{n}", new() { { $"f{n % 100}", Value.From(n % 3) }, { "same", Value.From("x") } })).ToList();
        var inventory = new Inventory(nodes, generation: 1);
        var queries = Enumerable.Range(0, 100).Select(static f => Parse($"f{f}:(0 OR 1) same:x")).ToList();
        var expected = queries.Select(query => nodes.Count(node => query.Matches(node, Now))).ToImmutableArray();
        Parallel.For(0, 400, turn => inventory.Search(queries[turn % 100], Now).Nodes.Length.ShouldBe(expected[turn % 100]));
    }

    [Fact]
    public void A_document_has_its_name_and_no_secrets()
    {
        Node("a").Fields["name"].ShouldBe(Value.From("a"));
        new NodeDocument("a", new ScriptObject().Freeze()).Fields["name"].ShouldBe(Value.From("a"));
        var inner = new ScriptArray([Value.From(new ScriptObject { { "password", Value.From(new SecretText("hidden")) } })]);
        Should.Throw<ArgumentException>(() => new NodeDocument("a", new() { { "app", Value.From(inner) } })).Message.ShouldStartWith("the document of node 'a' holds a secret");
    }

    [Fact]
    public void A_list_that_contains_itself_is_searched_all_the_same()
    {
        var list = new ScriptArray([Value.From("x")]);
        list.Add(Value.From(list));
        var inventory = new Inventory([new("a", new() { { "f", Value.From(list) } })], generation: 1);
        inventory.Search(Parse("f:x -f:y"), Now).Nodes.Length.ShouldBe(1);
        inventory.UnknownFields(Parse("f.g:x")).Count().ShouldBe(1);
    }

    private static Inventory Change(Inventory inventory, List<NodeDocument> nodes, QueryGrammar grammar, Random random)
    {
        var name = random.Next(2) == 0 && nodes.Count > 0 ? nodes[random.Next(nodes.Count)].Name : grammar.Name();
        nodes.RemoveAll(node => node.Name == name);
        if (random.Next(3) == 0)
            return inventory.Without(name);
        nodes.Add(grammar.Document(name));
        return inventory.With(nodes[^1]);
    }

    private static NodeDocument Node(string name) => new(name, []);

    private static IEnumerable<string> Names(Inventory inventory) => inventory.Nodes.Select(static node => node.Name);

    private static Query Parse(string text) => Query.Parse(SourceText.From("query", text), []) ?? throw new ArgumentException(text, nameof(text));
}
