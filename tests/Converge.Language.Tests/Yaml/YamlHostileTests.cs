using Converge.Language.Text;
using Converge.Language.Yaml;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Yaml;

/// <summary>Whatever the text is, there is an answer, soon, and it is a node or says where the mistake is.</summary>
public sealed class YamlHostileTests
{
    private const int Mutants = 20_000;

    private static readonly string[] Snippets =
    [
        " ", "  ", "\t", "\n", "\r", "\r\n", ":", ": ", "-", "- ", "#", " #", "'", "\"", "\\", "[", "]", "{", "}", ",", "&x ", "*x", "!", "!!str ", "|", ">", "|\n", "? ", "<<: ",
        "%", "@", "`", "---\n", "...\n", "{{", "}}", "\"\\u", "\\x", "~", "\u0085", "\u2028", "\uFEFF", "\0", "\u001b", "\uD83D", "\uDE00", "😀", "%YAML 1.2\n", "!<", "&", "*", "0", "aaaaaaaa",
    ];

    private static readonly string[] Seeds =
    [
        """
        name: haproxy
        version: "1.2"                       # SemVer
        depends: {base: "[1.0,2.0)", 'x': 'it''s'}
        attributes: &defaults
          maxconn: 4096
          ports: [80, 443, {a: b}]
        other:
          <<: *defaults
          text: |2-
            one
             two
        resources:
          - package: [a, b]
          - file: /etc/x
            content: >+
              folded
              text

                more

          - - nested
            - *defaults
          - ? complex
            : value
        last: "multi \
          line \u00e9 \
          \"end\""
        plain: over
          some lines
        """,
        """
        # Nothing that the quick reader leaves to the parser.
        name: haproxy   # SemVer
        depends: {base: "[1.0,2.0)", 'x': 'it''s', y: [a, {b: c}], z: []}
        attributes:
          maxconn: 4096
          ports: [80, 443,
            444]
          empty:
          text: |
            one
             two

            three: "x" # y

          kept: |+
            a

        resources:
          - package: [a, b]
            notify: service[x] reload
          - file: /etc/x
            content: >-
              folded
              text
          - - nested
            - "a \"b\" \n"
          -
            key: value
        checks:
        - tcp: "{{ a.b }}:80"
          within: 5s
        - plain over
          some lines
        """,
        "--- !!map\n? &a a\n: !!int 1\n...\n",
        "[a, [b, {c: d, e: [f]}], \"g\", 'h', *i, &j k]",
        "- |\n  x\n\n- >\n y\n- \"a\n  b\"\n",
        "%YAML 1.2\n%TAG !e! tag:e,2000:\n---\n!e!x a: b\n",
    ];

    [Fact]
    public void A_mutant_is_read_or_explained()
    {
        var mutants =
            from seed in Gen.Elements(Seeds)
            from lineEnd in Gen.Elements("\n", "\n", "\r\n", "\r")
            from steps in Gen.Choose(1, 8).SelectMany(static count => Step.ListOf(count))
            select steps.Aggregate(seed.Replace("\n", lineEnd, StringComparison.Ordinal), static (text, step) => step(text));
        Prop.ForAll(mutants.ToArbitrary(), Check).Check(Config.QuickThrowOnFailure.WithMaxTest(Mutants));
    }

    [Fact]
    public void Any_mixture_is_read_or_explained()
    {
        var mixtures = Gen.Choose(0, 30).SelectMany(static count => Gen.Elements(Snippets).ListOf(count)).Select(string.Concat);
        Prop.ForAll(mixtures.ToArbitrary(), Check).Check(Config.QuickThrowOnFailure.WithMaxTest(Mutants));
    }

    [Fact]
    public void Any_text_is_read_or_explained() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), static text => Check(text ?? "")).Check(Config.QuickThrowOnFailure.WithMaxTest(Mutants / 10));

    [Fact]
    public void Every_beginning_of_a_text_is_read_or_explained()
    {
        foreach (var seed in Seeds)
        {
            for (var length = 0; length <= seed.Length; length++)
                Check(seed[..length]);
        }
    }

    private static Gen<Func<string, string>> Step =>
        from kind in Gen.Choose(0, 4)
        from at in Gen.Choose(0, 10_000)
        from to in Gen.Choose(0, 10_000)
        from length in Gen.Choose(1, 6)
        from snippet in Gen.Elements(Snippets)
        select (Func<string, string>)(text => Mutate(text, kind, at, to, length, snippet));

    private static string Mutate(string text, int kind, int at, int to, int length, string snippet)
    {
        at %= text.Length + 1;
        length = Math.Min(length, text.Length - at);
        var part = text.Substring(at, length);
        return kind switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, part),
            2 => text.Insert(at, snippet),
            3 => text.Remove(at, length).Insert(at, snippet),
            _ => text.Remove(at, length).Insert(to % (text.Length - length + 1), part),
        };
    }

    private static void Check(string yaml)
    {
        var source = SourceText.From("f", yaml);
        var diagnostics = new DiagnosticBag();
        var node = YamlDocument.Parse(source, diagnostics);
        if (node is null)
            diagnostics.HasErrors.ShouldBeTrue();
        foreach (var diagnostic in diagnostics)
        {
            CheckPlace(source, diagnostic.At);
            foreach (var related in diagnostic.Related)
                CheckPlace(source, related.At);
            diagnostic.Message.ShouldNotBeNullOrWhiteSpace();
            diagnostic.Message.ShouldNotContain("While ");
        }
        if (node is not null)
            CheckNode(node, 0, source.Text.Length);
        QuickReading.IsRead(source.Text);
    }

    private static void CheckPlace(SourceText source, SourceSpan at)
    {
        at.Line.ShouldBeInRange(1, source.LineCount);
        at.Column.ShouldBeInRange(1, source.Line(at.Line).Length + 2);
        at.Length.ShouldBeInRange(1, Math.Max(1, source.Line(at.Line).Length - at.Column + 1));
    }

    private static void CheckNode(YamlNode node, int from, int to)
    {
        node.Start.ShouldBeInRange(node.AliasSpan is null ? from : 0, to);
        node.End.ShouldBeInRange(node.Start, node.Source.Text.Length);
        CheckPlace(node.Source, node.Span);
        node.ToValue();
        if (node is YamlScalar scalar)
        {
            var embedded = scalar.ToSource();
            for (var i = 0; i <= embedded.Text.Length; i++)
                CheckPlace(node.Source, embedded.Span(i));
        }
        foreach (var item in node is YamlSequence list ? list.Items : [])
            CheckNode(item, node.Start, node.Source.Text.Length);
        foreach (var entry in node is YamlMapping mapping ? mapping.Entries : [])
        {
            CheckNode(entry.Key, 0, node.Source.Text.Length);
            CheckNode(entry.Value, 0, node.Source.Text.Length);
        }
    }
}
