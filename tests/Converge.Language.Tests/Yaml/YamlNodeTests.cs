using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Yaml;

public sealed class YamlNodeTests
{
    private const string Recipe = """
        name: haproxy            # the recipe
        stats: {port: 8404, user: "admin"}
        resources:
          - package: haproxy
          - file: /etc/haproxy.cfg
            validate: [haproxy, -c]
            content: |
              one
              two
        none:
        """;

    [Fact]
    public void A_document_becomes_values_in_its_order() =>
        YamlText.Shown(Recipe).ShouldBe(
            """{name: "haproxy", stats: {port: 8404, user: "admin"}, resources: [{package: "haproxy"}, """
            + """{file: "/etc/haproxy.cfg", validate: ["haproxy", "-c"], content: "one\ntwo\n"}], none: null}""");

    [Theory]
    [InlineData("name", 1, 7, 7)]
    [InlineData("stats", 2, 8, 27)]
    [InlineData("stats/port", 2, 15, 4)]
    [InlineData("stats/user", 2, 27, 7)]
    [InlineData("resources", 4, 3, 18)]
    [InlineData("resources/0", 4, 5, 16)]
    [InlineData("resources/0/package", 4, 14, 7)]
    [InlineData("resources/1", 5, 5, 22)]
    [InlineData("resources/1/validate", 6, 15, 13)]
    [InlineData("resources/1/validate/1", 6, 25, 2)]
    [InlineData("resources/1/content", 7, 14, 1)]
    [InlineData("none", 10, 6, 1)]
    public void A_node_knows_its_place(string path, int line, int column, int length) =>
        Find(YamlText.Node(Recipe), path).Span.ShouldBe(new SourceSpan("f", line, column, length));

    [Fact]
    public void A_key_knows_its_place()
    {
        var entry = YamlText.Mapping(Recipe).Entries[2];
        entry.Name.ShouldBe("resources");
        entry.Key.Span.ShouldBe(new SourceSpan("f", 3, 1, 9));
    }

    [Theory]
    [InlineData("a: &x 1", 1, 7, 1)]
    [InlineData("a: !!str 1", 1, 10, 1)]
    [InlineData("a: &x !!str 'b'", 1, 13, 3)]
    [InlineData("a: !!str &x # why\n  b", 2, 3, 1)]
    [InlineData("a: &x\n  b: 1", 2, 3, 4)]
    [InlineData("a: &x\n- b\n- c", 2, 1, 3)]
    [InlineData("a: &x [b]", 1, 7, 3)]
    [InlineData("a: &x {b: c}", 1, 7, 6)]
    [InlineData("a: [b: c]", 1, 4, 6)]
    [InlineData("a: |2-  # why\n    b", 1, 4, 3)]
    [InlineData("a: >+\n  b", 1, 4, 2)]
    [InlineData("a: &x", 1, 4, 1)]
    [InlineData("a: !!null", 1, 4, 1)]
    [InlineData("a: b\n  c", 1, 4, 1)]
    [InlineData("a: \"b\r\n  c\"", 1, 4, 2)]
    [InlineData("? a\n: b", 2, 3, 1)]
    [InlineData("? a", 1, 4, 1)]
    [InlineData("{a}", 1, 3, 1)]
    [InlineData("{a: , b: 1}", 1, 5, 1)]
    [InlineData("a: -1", 1, 4, 2)]
    [InlineData("a:\r\n  - b\r\n  - c\r\n", 2, 3, 3)]
    public void The_place_is_that_of_the_node_itself(string yaml, int line, int column, int length) =>
        YamlText.Mapping(yaml)["a"]!.Span.ShouldBe(new SourceSpan("f", line, column, length));

    [Fact]
    public void A_pair_in_a_list_is_a_mapping_of_its_own_place()
    {
        var pair = Find(YamlText.Node("x: [a, b: c, d]"), "x/1");
        pair.Span.ShouldBe(new SourceSpan("f", 1, 8, 4));
        YamlText.Shown(pair.ToValue()).ShouldBe("{b: \"c\"}");
        Find(YamlText.Node("{x: [b: c]}"), "x/0").Span.ShouldBe(new SourceSpan("f", 1, 6, 4));
        Find(YamlText.Node("[b: {c: d}]"), "0").Span.ShouldBe(new SourceSpan("f", 1, 2, 9));
    }

    [Theory]
    [InlineData("[a, b, ]", "[\"a\", \"b\"]")]
    [InlineData("{a: 1, }", "{a: 1}")]
    [InlineData("[]", "[]")]
    [InlineData("{}", "{}")]
    [InlineData("- \n- a\n-", "[null, \"a\", null]")]
    [InlineData("- - a\n  - b\n- - c", "[[\"a\", \"b\"], [\"c\"]]")]
    [InlineData("a:\n- b\n- c\nd: e", "{a: [\"b\", \"c\"], d: \"e\"}")]
    [InlineData("{\"a\":1, 'b':2}", "{a: 1, b: 2}")]
    [InlineData("[a: 1, b]", "[{a: 1}, \"b\"]")]
    [InlineData("{a, b: , c: 1}", "{a: null, b: null, c: 1}")]
    [InlineData("a::b: c::d", "{\"a::b\": \"c::d\"}")]
    [InlineData("- http://a:80/#b # c", "[\"http://a:80/#b\"]")]
    [InlineData("? a\n: b\n? c", "{a: \"b\", c: null}")]
    [InlineData("8080: a\ntrue: b\n~: c", "{\"8080\": \"a\", true: \"b\", \"~\": \"c\"}")]
    [InlineData("a: {b: [c, {d: e}]}", "{a: {b: [\"c\", {d: \"e\"}]}}")]
    [InlineData("a:    # why\n\n  # more\n  b: 1\n", "{a: {b: 1}}")]
    [InlineData("a: [1,\n\n  2, # why\n  3]", "{a: [1, 2, 3]}")]
    [InlineData("a: b\r\nc:\r\n  - d\r\n", "{a: \"b\", c: [\"d\"]}")]
    [InlineData("a: x\u2028y\u0085z\u2029", "{a: \"x\u2028y\u0085z\u2029\"}")]
    [InlineData("\uFEFFa: 1", "{a: 1}")]
    [InlineData("😀: '😀'", "{\"😀\": \"😀\"}")]
    public void Shapes(string yaml, string expected) => YamlText.Shown(yaml).ShouldBe(expected);

    [Fact]
    public void Keys_are_found_among_few_and_many()
    {
        var few = YamlText.Mapping("a: 1\nb: 2");
        few["b"]!.ToValue().ShouldBe(Value.From(2));
        few["c"].ShouldBeNull();
        few.ContainsKey("a").ShouldBeTrue();
        few.TryGet("x", out _).ShouldBeFalse();
        var many = YamlText.Mapping(string.Concat(Enumerable.Range(0, 100).Select(i => $"k{i}: {i}\n")));
        many.Entries.Length.ShouldBe(100);
        many["k99"]!.ToValue().ShouldBe(Value.From(99));
        many.TryGetEntry("k42", out var entry).ShouldBeTrue();
        entry.Key.Span.Line.ShouldBe(43);
        many.TryGetEntry("k100", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a", "a string")]
    [InlineData("1", "a number")]
    [InlineData("1.5", "a number")]
    [InlineData("true", "true or false")]
    [InlineData("~", "null")]
    [InlineData("[]", "a list")]
    [InlineData("{}", "a mapping")]
    public void A_node_can_be_described(string yaml, string expected) => YamlText.Node(yaml).Description.ShouldBe(expected);

    [Fact]
    public void A_stream_has_any_number_of_documents()
    {
        Read("").ShouldBe([]);
        Read("---\n---\n").ShouldBe(["null", "null"]);
        Read("a: 1\n---\n- b\n...\n---\nc\n").ShouldBe(["{a: 1}", "[\"b\"]", "\"c\""]);

        static IEnumerable<string> Read(string yaml)
        {
            var diagnostics = new DiagnosticBag();
            var documents = YamlDocument.ParseStream(SourceText.From("f", yaml), diagnostics).ShouldNotBeNull();
            diagnostics.ShouldBeEmpty();
            return documents.Select(d => YamlText.Shown(d.ToValue()));
        }
    }

    [Fact]
    public void An_anchor_ends_with_its_document()
    {
        var diagnostics = new DiagnosticBag();
        YamlDocument.ParseStream(SourceText.From("f", "a: &x 1\n---\nb: *x\n"), diagnostics);
        diagnostics.Select(d => d.ToString().Split('\n')[0]).ShouldBe(["f:3:4: error: no anchor '&x' above"]);
    }

    [Fact]
    public void A_text_in_a_text_has_the_positions_of_the_file()
    {
        var file = SourceText.From("f", "first\nyaml: here\n");
        var diagnostics = new DiagnosticBag();
        var node = YamlDocument.Parse(file.Embed("yaml: here", [new(0, 6)]), diagnostics).ShouldBeOfType<YamlMapping>();
        node["yaml"]!.Span.ShouldBe(new SourceSpan("f", 2, 7, 4));
    }

    private static YamlNode Find(YamlNode node, string path)
    {
        foreach (var step in path.Split('/'))
            node = node is YamlMapping mapping ? mapping[step]! : ((YamlSequence)node).Items[int.Parse(step, provider: null)];
        return node;
    }
}
