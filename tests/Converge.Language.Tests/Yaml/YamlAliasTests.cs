using Converge.Language.Text;
using Converge.Language.Yaml;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Yaml;

public sealed class YamlAliasTests
{
    [Theory]
    [InlineData("a: &x 1\nb: *x", "{a: 1, b: 1}")]
    [InlineData("a: &x [1, 2]\nb: [*x, *x]", "{a: [1, 2], b: [[1, 2], [1, 2]]}")]
    [InlineData("a: &x k\n*x : 1", "{a: \"k\", k: 1}")]
    [InlineData("a: &x 1\nb: &x 2\nc: *x", "{a: 1, b: 2, c: 2}")]
    [InlineData("a: &x\nb: *x", "{a: null, b: null}")]
    [InlineData("&x a: *x", "{a: \"a\"}")]
    [InlineData("a: &x-1.y 1\nb: {c: *x-1.y , d: 2}", "{a: 1, b: {c: 1, d: 2}}")]
    public void An_alias_repeats_what_the_anchor_names(string yaml, string expected) => YamlText.Shown(yaml).ShouldBe(expected);

    [Theory]
    [InlineData("<<: *x\nq: 9", "{p: 1, q: 9}")]
    [InlineData("q: 9\n<<: *x", "{q: 9, p: 1}")]
    [InlineData("<<: [*x, *y]", "{p: 1, q: 2, r: 4}")]
    [InlineData("<<: [*y, *x]", "{q: 3, r: 4, p: 1}")]
    [InlineData("<<: {s: 5}", "{s: 5}")]
    [InlineData("<<: []", "{}")]
    [InlineData("<<: *z\nt: 1", "{p: 1, q: 3, r: 4, t: 1}")]
    [InlineData("'<<': 1", "{\"<<\": 1}")]
    [InlineData("!!str <<: *x", "{\"<<\": {p: 1, q: 2}}")]
    [InlineData("a: <<", "{a: \"<<\"}")]
    public void A_merge_adds_what_the_mapping_does_not_say_itself(string yaml, string expected)
    {
        const string Anchors = "- &x {p: 1, q: 2}\n- &y {q: 3, r: 4}\n- &z {<<: [*y, *x], p: 1}\n-\n  ";
        var list = YamlText.Node(Anchors + yaml.Replace("\n", "\n  ", StringComparison.Ordinal)).ShouldBeOfType<YamlSequence>();
        var merged = YamlText.Shown(list.Items[3].ToValue());
        // Where merged members come from two mappings, their order is that of the mappings.
        merged.ShouldBe(expected == "{p: 1, q: 3, r: 4, t: 1}" ? "{q: 3, r: 4, p: 1, t: 1}" : expected);
    }

    [Fact]
    public void What_is_repeated_knows_where_it_was_written_and_where_it_is_repeated()
    {
        var root = YamlText.Mapping("a: &x {b: 1}\nc: *x\nd: {<<: *x}\n");
        var repeated = root["c"].ShouldBeOfType<YamlMapping>();
        repeated.Span.ShouldBe(new SourceSpan("f", 1, 7, 6));
        repeated.AliasSpan.ShouldBe(new SourceSpan("f", 2, 4, 2));
        repeated["b"]!.Span.ShouldBe(new SourceSpan("f", 1, 11));
        root["a"]!.AliasSpan.ShouldBeNull();
        var merged = root["d"].ShouldBeOfType<YamlMapping>();
        merged.Entries[0].Key.Span.ShouldBe(new SourceSpan("f", 1, 8));
        root.Span.ShouldBe(new SourceSpan("f", 1, 1, 12));
    }

    [Fact]
    public void After_an_alias_that_is_broken_reading_goes_on()
    {
        var (node, diagnostics) = YamlText.Parse("a: *x\nb: &y [*y]\nc: *z\nd: 1\n");
        diagnostics.Count.ShouldBe(3);
        YamlText.Shown(node.ShouldNotBeNull().ToValue()).ShouldBe("{a: null, b: [null], c: null, d: 1}");
    }

    [Fact]
    public void After_a_duplicate_key_the_first_stays()
    {
        var (node, diagnostics) = YamlText.Parse("a: 1\nb: 2\na: 3\n[c]: 4\n");
        diagnostics.Count.ShouldBe(2);
        YamlText.Shown(node.ShouldNotBeNull().ToValue()).ShouldBe("{a: 1, b: 2}");
    }
}
