using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Nodes.Queries;
using Shouldly;
using Xunit;

namespace Converge.Tests.Nodes;

public sealed class KnownAnswersTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_query_is_known_by_its_canonical_form()
    {
        var known = new KnownAnswers(ImmutableDictionary<string, Answer>.Empty.Add("roles:app AND environment:lab", new([Node("app1")], 7)));
        known.Search(Parse("(roles:app)   AND environment:lab"), Now).Nodes.Select(static node => node.Name).ShouldBe(["app1"]);
        known.Asked.ShouldBe(["roles:app AND environment:lab"]);
        known.Unknown.ShouldBeEmpty();
        known.Generation.ShouldBe(7);
    }

    [Fact]
    public void What_is_not_known_finds_nothing_and_is_remembered()
    {
        var known = new KnownAnswers([]);
        known.Search(Parse("roles:db"), Now).Nodes.ShouldBeEmpty();
        known.Search(Parse("roles:app"), Now);
        known.Search(Parse("roles:db"), Now);
        known.Unknown.ShouldBe(["roles:app", "roles:db"]);
    }

    [Fact]
    public void All_nodes_are_a_query_like_others()
    {
        var known = new KnownAnswers(ImmutableDictionary<string, Answer>.Empty.Add(Query.Everything, new([Node("a"), Node("b")], 3)));
        new InventorySearch(known, Now).Search(InventorySearch.Index, query: null).Count().ShouldBe(2);
        new InventorySearch(new Inventory([Node("a"), Node("b")], 1), Now).Search(InventorySearch.Index, query: null).Count().ShouldBe(2);
        Parse(Query.Everything).ToString().ShouldBe(Query.Everything);
    }

    [Fact]
    public void The_nodes_of_the_answers_answer_the_same_again()
    {
        var known = new KnownAnswers(ImmutableDictionary<string, Answer>.Empty
            .Add("roles:app", new([Node("app1"), Node("both")], 3))
            .Add("roles:db", new([Node("both"), Node("db1")], 4))
            .Add("roles:never", new([Node("other")], 5)));
        known.Search(Parse("roles:app"), Now);
        known.Search(Parse("roles:db"), Now);
        known.ToInventory().Nodes.Select(static node => node.Name).ShouldBe(["app1", "both", "db1"]);
    }

    private static NodeDocument Node(string name) => new(name, new ScriptObject { ["name"] = Value.From(name) });

    private static Query Parse(string text) => Query.Parse(SourceText.From("query", text), []).ShouldNotBeNull();
}
