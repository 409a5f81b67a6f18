using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Yaml;

/// <summary>What is usual is read quickly, and read right. <see cref="YamlHostileTests"/> has what is not usual.</summary>
public sealed class QuickReaderTests
{
    [Theory]
    [InlineData("a: 1\n")]
    [InlineData("a: 1")]
    [InlineData("---\na: 1\n")]
    [InlineData("# first\n\n---\n# more\na: 1 # one\n\n# last")]
    [InlineData("a:\nb: \nc:   # nothing\nd: ~\n")]
    [InlineData("a:\n- b\n-\n- c: d\n  e: f\n-   g: h\n- - i\n  - j\nk: l\n")]
    [InlineData("a:\n  - b\n  -\n    c: d\n")]
    [InlineData("- a\n- 'b ''c'''\n- \"d \\\"e\\\" \\n\\t\\\\\"\n- ''\n- \"\"\n")]
    [InlineData("'a b': 1\n\"c: d\": 2\ne f: 3\nhttp://g: 4\n-h: 5\n")]
    [InlineData("a: b#c\nb: c:d\nc: -x\nd: http://x:80/#y\ne: a  b  \n")]
    [InlineData("a: [1, b c, \"d\", 'e', [], {}, [f], {g: h, i: [j]}]\nb: {c: {d: e}}\n")]
    [InlineData("a: [\n  b,\n  c\n]\nd: {\n  e: f,\n  g: h }\n")]
    [InlineData("a: |\n  b\n   c\n\n  d\n\n\ne: |-\n  f\n\n\ng: |+\n  h\n\ni: j\n")]
    [InlineData("a: |\n  b\n")]
    [InlineData("a:\n  - |\n    b\n  - |-\n    c\n\n# d\n")]
    [InlineData("a: |\n  {{ b }}\n  \t# no comment\n  'c: d'\n")]
    [InlineData("a: >\n  b\n  c\n\nd: >-\n  e\n  f\n")]
    [InlineData("a: b\n  c\n  -d\ne:\n  f g\n  h\n")]
    [InlineData("a: ä€😀\nb: |\n  ä\n")]
    public void It_reads_what_is_usual(string yaml) => QuickReading.IsRead(yaml).ShouldBeTrue(yaml);

    [Theory]
    [InlineData("a")]
    [InlineData("")]
    [InlineData("a: &b c\n")]
    [InlineData("a: !!str b\n")]
    [InlineData("a: 1\na: 2\n")]
    [InlineData("a:\n  b:80\n")]
    [InlineData("a: b: c\n")]
    [InlineData("a: [b: c]\n")]
    [InlineData("a: {b:c}\n")]
    [InlineData("a: {{ b }}\n")]
    [InlineData("a: 1\n---\nb: 2\n")]
    [InlineData("a: 1\n b: 2\n")]
    [InlineData("a:\n  b: 1\n c: 2\n")]
    [InlineData("a:\tb\n")]
    [InlineData("a: 1\r\n")]
    [InlineData("a: 1e999\n")]
    [InlineData("a: |2\n  b\n")]
    [InlineData("? a\n: b\n")]
    [InlineData("[a,:*b]\n")]
    [InlineData("[a,\nb]\n")]
    [InlineData("a *b: c\n")]
    public void It_leaves_the_rest_to_the_parser(string yaml) => QuickReading.IsRead(yaml).ShouldBeFalse(yaml);

    [Fact]
    public void It_reads_nearly_all_of_the_fleet()
    {
        var files = new[] { "recipes", "roles", "environments", "nodes" }
            .SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(SourceTree.Root, folder), "*.yaml", SearchOption.AllDirectories)).ToList();
        var left = files.Where(static file => !QuickReading.IsRead(File.ReadAllText(file))).ToList();
        left.Count.ShouldBeLessThan(files.Count / 20, string.Join('\n', left));
    }
}
