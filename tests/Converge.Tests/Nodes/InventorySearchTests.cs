using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Shouldly;
using Xunit;

namespace Converge.Tests.Nodes;

public sealed class InventorySearchTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly Inventory Nodes = new(
        [
            new("web", new() { { "roles", Value.From(new ScriptArray([Value.From("web")])) }, { "ip", Value.From("10.0.0.1") }, { "seen", Value.From("2026-01-02T11:59:00Z") } }),
            new("db", new() { { "roles", Value.From(new ScriptArray([Value.From("db")])) }, { "ip", Value.From("10.0.0.2") }, { "seen", Value.From("2026-01-01") } }),
        ],
        generation: 1);

    [Theory]
    [InlineData("{{ search 'node' | array.map 'name' }}", "[\"db\", \"web\"]")]
    [InlineData("{{ search 'node' 'role:web' | array.map 'ip' }}", "[\"10.0.0.1\"]")]
    [InlineData("{{ search 'role:web OR role:db' | array.map 'ip' }}", "[\"10.0.0.2\", \"10.0.0.1\"]")]
    [InlineData("{{ search 'seen:<10m' | array.map 'name' }}", "[\"web\"]")]
    [InlineData("{{ search 'nobody' }}", "[]")]
    [InlineData("{{ search 'node' 'role:' }}", "error 1:18: expected a value after 'role:', at column 1 of the query; '*' finds every node that has the field")]
    [InlineData("{{ search 'web AND' }}", "error 1:4: expected a term after 'AND', found the end, at column 8 of the query; such as role:app")]
    [InlineData("{{ search \"web\\nAND\" }}", "error 1:4: expected a term after 'AND', found the end, at line 2, column 4 of the query; such as role:app")]
    [InlineData("{{ search 'role' 'web' }}", "error 1:18: there is no index 'role'; expected 'node'")]
    public void A_template_finds_nodes(string template, string expected)
    {
        var result = Template.Parse(SourceText.From("t", template)).Render(new() { Search = new InventorySearch(Nodes, Now) });
        (result.Error is { } error ? $"error {error.At.Line}:{error.At.Column}: {error.Message}" : result.Output.AsString()).ShouldBe(expected);
    }
}
