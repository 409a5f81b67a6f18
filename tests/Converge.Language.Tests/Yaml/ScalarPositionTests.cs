using System.Text;
using Converge.Language.Text;
using Converge.Language.Yaml;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Yaml;

/// <summary>A character of a scalar's text stands in the file where the scalar's source says it does.</summary>
public sealed class ScalarPositionTests
{
    private const int Tests = 1000;

    /// <summary>What may surround a scalar, and the column of what it belongs to.</summary>
    private sealed record Place(string Before, string After, int Column, bool IsFlow = false);

    private static readonly Place[] Places =
    [
        new("", "", 0),
        new("key: ", "", 0),
        new("- a\n- ", "\n- b", 0),
        new("a:\n  b: &x !!str ", "\n  c: d", 2),
        new("a: # why\n  - - ", "\n# why\n", 4),
        new("a:\n  - b: 1\n    c: &x\n      ", "\n    d: 2\n", 4),
        new("[a, ", ", b]", 0, IsFlow: true),
        new("{a: &x ", " , b: c}", 0, IsFlow: true),
        new("a:\n  - {b: [!!str   ", "]}\n", 2, IsFlow: true),
    ];

    [Fact]
    public void Plain_scalars() => Check(static place => EmittedScalar.Plain(place.IsFlow));

    [Fact]
    public void Single_quoted_scalars() => Check(static _ => EmittedScalar.SingleQuoted);

    [Fact]
    public void Double_quoted_scalars() => Check(static _ => EmittedScalar.DoubleQuoted);

    [Fact]
    public void Literal_scalars() => Check(static place => EmittedScalar.Literal, isBlock: true);

    [Fact]
    public void Folded_scalars() => Check(static place => EmittedScalar.Folded, isBlock: true);

    [Theory]
    [InlineData("a: xyz", 2, 1, 6)]
    [InlineData("a: xyz", 3, 1, 7)]
    [InlineData("a: 'x''z'", 2, 1, 8)]
    [InlineData("a: 'x''z'", 3, 1, 9)]
    [InlineData("a: \"\\u0041\"", 1, 1, 11)]
    [InlineData("a: |\n  one\n  two\n", 8, 3, 6)]
    [InlineData("a: |-\n  one\n", 3, 2, 6)]
    [InlineData("a: >\n  one\n\n  two\n", 4, 4, 3)]
    [InlineData("a: >\n\n\n  one\n", 1, 3, 1)]
    [InlineData("a: |+\n\n\n", 1, 3, 1)]
    [InlineData("a: |1\n   x\n", 2, 2, 4)]
    [InlineData("a: ''", 0, 1, 5)]
    [InlineData("a:", 0, 1, 3)]
    [InlineData("a: ~", 0, 1, 4)]
    public void Single_positions(string yaml, int offset, int line, int column) =>
        YamlText.Mapping(yaml)["a"].ShouldBeOfType<YamlScalar>().ToSource().Span(offset).ShouldBe(new SourceSpan("f", line, column));

    [Fact]
    public void A_length_covers_what_its_characters_cover_in_the_file() =>
        YamlText.Mapping("a: \"x\\u0041y\"")["a"].ShouldBeOfType<YamlScalar>().ToSource().Span(0, 3).ShouldBe(new SourceSpan("f", 1, 5, 8));

    private static void Check(Func<Place, Gen<EmittedScalar>> generate, bool isBlock = false)
    {
        var cases =
            from place in Gen.Elements(Places.Where(place => !isBlock || !place.IsFlow))
            from lineEnd in Gen.Elements("\n", "\r\n", "\r")
            from emitted in generate(place)
            select (place, lineEnd, emitted);
        Prop.ForAll(cases.ToArbitrary(), static c => CheckOne(c.place, c.lineEnd, c.emitted)).Check(Config.QuickThrowOnFailure.WithMaxTest(Tests));
    }

    private static void CheckOne(Place place, string lineEnd, EmittedScalar emitted)
    {
        var (file, offsets) = Compose(place, lineEnd, emitted);
        var start = Compose(place, lineEnd, emitted, onlyBefore: true).File.Length;
        var scalar = Scalars(YamlText.Node(file)).Single(s => s.Start == start);
        scalar.Text.ShouldBe(emitted.Text);
        var source = scalar.ToSource();
        source.Text.ShouldBe(emitted.Text);
        var whole = SourceText.From("f", file);
        for (var i = 0; i < emitted.Text.Length; i++)
            source.Span(i).ShouldBe(whole.Span(offsets[i]), $"character {i} of {emitted.Text}\nin {file}");
        source.Span(emitted.Text.Length).Line.ShouldBeGreaterThanOrEqualTo(scalar.Span.Line);
    }

    /// <summary>The file, and where in it the characters of the scalar's text are.</summary>
    private static (string File, List<int> Offsets) Compose(Place place, string lineEnd, EmittedScalar emitted, bool onlyBefore = false)
    {
        var file = new StringBuilder(place.Before.Replace("\n", lineEnd, StringComparison.Ordinal));
        var offsets = new List<int>();
        if (onlyBefore)
            return (file.ToString(), offsets);
        var next = 0;
        for (var at = 0; at < emitted.Written.Length; at++)
        {
            if (emitted.IsBlock && at > 0 && emitted.Written[at - 1] == '\n' && emitted.Written[at] != '\n')
                file.Append(' ', place.Column);
            while (next < emitted.Offsets.Count && emitted.Offsets[next] == at)
            {
                offsets.Add(file.Length);
                next++;
            }
            file.Append(emitted.Written[at] == '\n' ? lineEnd : emitted.Written[at].ToString());
        }
        var after = emitted.IsBlock && place.After.StartsWith('\n') ? place.After[1..] : place.After;
        file.Append(after.Replace("\n", lineEnd, StringComparison.Ordinal));
        return (file.ToString(), offsets);
    }

    private static IEnumerable<YamlScalar> Scalars(YamlNode node) => node switch
    {
        YamlScalar scalar => [scalar],
        YamlSequence sequence => sequence.Items.SelectMany(Scalars),
        YamlMapping mapping => mapping.Entries.SelectMany(entry => Scalars(entry.Key).Concat(Scalars(entry.Value))),
        _ => [],
    };
}
