using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Functions;

public sealed class SearchFunctionTests
{
    private static readonly RenderOptions WithInventory = Rendered.Run with { Search = new Inventory() };

    [Fact]
    public void What_is_found_comes_as_an_array_of_objects()
    {
        Rendered.Of("{{ search 'node' | array.map 'name' }}", WithInventory).ShouldBe("[\"db\", \"web\"]");
        Rendered.Of("{{ search 'node' 'role:web' | array.map 'name' }}", WithInventory).ShouldBe("[\"web\"]");
        Rendered.Of("{{ search 'node' 'nobody' | object.kind }}", WithInventory).ShouldBe("array");
    }

    [Fact]
    public void Every_search_is_recorded()
    {
        var template = Template.Parse(SourceText.From("test", "{{ if false; search 'role'; end; $a = search 'node'; $b = search 'node' 'role:web' }}"));
        template.Render(WithInventory).Searches.ShouldBe([new("node", null), new("node", "role:web")]);
    }

    [Theory]
    [InlineData("{{ search 'node' 'role:' }}", "error 1:18: expected a value after 'role:'")]
    [InlineData("{{ search secret }}", "error 1:11: a secret cannot be 'index' of 'search'")]
    [InlineData("{{ search 'node' secret }}", "error 1:18: a secret cannot be 'query' of 'search'")]
    [InlineData("{{ search '' }}", "error 1:11: 'search' needs the name of an index")]
    [InlineData("{{ search null }}", "error 1:11: 'search' needs the name of an index")]
    public void What_cannot_be_searched_for_is_an_error_at_the_argument(string template, string expected) =>
        Rendered.Of(template, WithInventory).ShouldBe(expected);

    [Fact]
    public void Without_an_inventory_or_a_run_there_is_nothing_to_tell()
    {
        Rendered.Of("{{ search 'node' }}").ShouldBe("error 1:4: 'search' is not available: this render is not given an inventory");
        Rendered.Of("{{ run.id }}", RenderOptions.Default).ShouldBe("error 1:4: 'run.id' is not available: this render does not belong to a run");
    }

    [Fact]
    public void An_answer_stays_within_the_limit() =>
        Rendered.Of("{{ search 'node' }}", WithInventory with { Limits = RenderLimits.Default with { CollectionSize = 1 } })
            .ShouldBe("error 1:4: 'search' found more than 1 objects");

    private sealed class Inventory : ISearchProvider
    {
        public IEnumerable<ScriptObject> Search(string index, string? query)
        {
            if (query == "role:")
                throw new FormatException("expected a value after 'role:'");
            foreach (var name in new[] { "db", "web" })
            {
                if (query is null || query == $"role:{name}")
                    yield return new ScriptObject { { "name", Value.From(name) } };
            }
        }
    }
}
