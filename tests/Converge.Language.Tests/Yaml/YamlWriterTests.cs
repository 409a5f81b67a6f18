using System.Numerics;
using Converge.Language.Values;
using Converge.Language.Yaml;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Yaml;

public sealed class YamlWriterTests
{
    [Fact]
    public void Block_style()
    {
        var value = Object(
            ("name", Value.From("web")),
            ("ports", List(Value.From(80), Value.From(443))),
            ("nested", Object(("a", Object(("b", Value.Null))), ("c", List()))),
            ("list", List(List(Value.From(1), List(Value.From(2))), Object(("x", Value.True), ("z", List(Value.False))), Object())),
            ("motd", Value.From("one\n\n  two\n")),
            ("last", List(Value.From("a\nb"))));
        YamlWriter.Write(value).AsString().ShouldBe("""
            name: web
            ports:
              - 80
              - 443
            nested:
              a:
                b: null
              c: []
            list:
              - - 1
                - - 2
              - x: true
                z:
                  - false
              - {}
            motd: |
              one

                two
            last:
              - |-
                a
                b
            """);
    }

    [Fact]
    public void Indentation_is_as_asked()
    {
        var value = Object(("a", Object(("b", List(Object(("c", Value.From("x\ny\n")), ("d", Value.From(1))))))));
        YamlWriter.Write(value, indent: 4).AsString().ShouldBe("a:\n    b:\n        - c: |\n              x\n              y\n          d: 1");
        YamlWriter.Write(value, indent: 1).AsString().ShouldBe("a:\n b:\n  - c: |\n     x\n     y\n    d: 1");
        Should.Throw<ArgumentOutOfRangeException>(() => YamlWriter.Write(value, indent: 0));
    }

    [Theory]
    [InlineData("web")]
    [InlineData("hello world")]
    [InlineData("10.0.0.1")]
    [InlineData("1.2.3")]
    [InlineData("10.0.0.0/8")]
    [InlineData("/etc/x")]
    [InlineData("http://a:80/b#e")]
    [InlineData("a-b_c.d")]
    [InlineData("--flag=x")]
    [InlineData("~/x")]
    [InlineData("2001:db8::1")]
    [InlineData("größe")]
    [InlineData("nope")]
    [InlineData("1st")]
    [InlineData("12 apostles")]
    [InlineData(".bashrc")]
    public void What_nobody_can_misread_is_plain(string text) => YamlWriter.Write(Value.From(text)).AsString().ShouldBe(text);

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("no")]
    [InlineData("Yes")]
    [InlineData("ON")]
    [InlineData("off")]
    [InlineData("y")]
    [InlineData("N")]
    [InlineData("true")]
    [InlineData("False")]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("12")]
    [InlineData("0640")]
    [InlineData("0o17")]
    [InlineData("0x1F")]
    [InlineData("0b11")]
    [InlineData("1_000")]
    [InlineData("1:30")]
    [InlineData("1:30:00.5")]
    [InlineData("00:11:22:33:44:55")]
    [InlineData("1.5")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+1")]
    [InlineData("-1.5e3")]
    [InlineData("1e3")]
    [InlineData("1E+3")]
    [InlineData(".inf")]
    [InlineData("-.INF")]
    [InlineData(".NaN")]
    [InlineData("2026-01-31")]
    [InlineData("2026-1-1 10:00:00")]
    [InlineData("2026-01-31T10:00:00Z")]
    [InlineData("=")]
    [InlineData("<<")]
    [InlineData("-")]
    [InlineData("- a")]
    [InlineData("---")]
    [InlineData("...")]
    [InlineData("? a")]
    [InlineData(": a")]
    [InlineData("a: b")]
    [InlineData("a:")]
    [InlineData("a #b")]
    [InlineData("#a")]
    [InlineData("&a")]
    [InlineData("*a")]
    [InlineData("!a")]
    [InlineData("|")]
    [InlineData(">a")]
    [InlineData("%a")]
    [InlineData("@a")]
    [InlineData("`a")]
    [InlineData("[a")]
    [InlineData("a, b")]
    [InlineData("a]")]
    [InlineData("a?")]
    [InlineData("{{ a }}")]
    [InlineData("'a")]
    [InlineData("a'b")]
    [InlineData("😀")]
    public void What_somebody_could_misread_is_in_quotes(string text) => YamlWriter.Write(Value.From(text)).AsString().ShouldBe($"\"{text}\"");

    [Theory]
    [InlineData("a\tb", "\"a\\tb\"")]
    [InlineData("a\"b", "'a\"b'")]
    [InlineData("a\\b", "'a\\b'")]
    [InlineData("it's \"x\"", "'it''s \"x\"'")]
    [InlineData("\"\t", "\"\\\"\\t\"")]
    [InlineData("a\rb", "\"a\\rb\"")]
    [InlineData("a\r\nb\n", "\"a\\r\\nb\\n\"")]
    [InlineData("\0\u0001\a\b\v\f\u001b\u007f\u0085\u00a0\u2028\u2029\ufeff\uffff", "\"\\0\\x01\\a\\b\\v\\f\\e\\x7f\\N\\_\\L\\P\\ufeff\\uffff\"")]
    [InlineData("\u202Eevil", "\"\\u202eevil\"")]
    [InlineData("\n", "\"\\n\"")]
    [InlineData("a\n\n", "\"a\\n\\n\"")]
    [InlineData(" a\nb", "\" a\\nb\"")]
    [InlineData("a\n ", "\"a\\n \"")]
    [InlineData("a\nb", "|-\n  a\n  b")]
    [InlineData("a\nb\n", "|\n  a\n  b\n")]
    [InlineData("a\n", "|\n  a\n")]
    [InlineData("\n\na\n", "\"\\n\\na\\n\"")]
    [InlineData("a\n  \n\tb", "|-\n  a\n    \n  \tb")]
    [InlineData("#a\n---\n...", "|-\n  #a\n  ---\n  ...")]
    public void Strings_that_need_more_than_quotes(string text, string expected)
    {
        YamlWriter.Write(Value.From(text)).AsString().ShouldBe(expected);
        YamlText.Read(expected).ShouldBe(Value.From(text));
    }

    [Fact]
    public void Numbers_and_other_scalars()
    {
        Written(Value.Null).ShouldBe("null");
        Written(Value.Empty).ShouldBe("{}");
        Written(Value.True).ShouldBe("true");
        Written(Value.From(-12)).ShouldBe("-12");
        Written(Value.From(BigInteger.Pow(10, 30))).ShouldBe("1000000000000000000000000000000");
        Written(Value.From(1.5)).ShouldBe("1.5");
        Written(Value.From(2.0)).ShouldBe("2");
        Written(Value.From(-0.0)).ShouldBe("-0.0");
        Written(Value.From(1e20)).ShouldBe("1.0e+20");
        Written(Value.From(1.5e-7)).ShouldBe("1.5e-07");
        Written(Value.From(0.1f)).ShouldBe("0.1");
        Written(Value.From(double.PositiveInfinity)).ShouldBe(".inf");
        Written(Value.From(double.NegativeInfinity)).ShouldBe("-.inf");
        Written(Value.From(double.NaN)).ShouldBe(".nan");
        Written(Value.From(10.50m)).ShouldBe("10.50");
        Written(Value.From(new DateTime(2026, 1, 31, 10, 0, 0, DateTimeKind.Utc))).ShouldBe("\"2026-01-31T10:00:00Z\"");
        Written(Value.From(TimeSpan.FromSeconds(90))).ShouldBe("\"00:01:30\"");
        Written(Value.From(ScriptRange.Integers(1, 2, descending: false))).ShouldBe("- 1\n- 2");
    }

    [Fact]
    public void Keys_are_quoted_like_strings() =>
        Written(Object(("no", Value.From(1)), ("a b", Value.From(2)), ("", Value.From(3)), ("a: b", Value.From(4)), ("x\ny", Value.From(5)), ("12", Value.From(6)))).ShouldBe(
            "\"no\": 1\na b: 2\n\"\": 3\n\"a: b\": 4\n\"x\\ny\": 5\n\"12\": 6");

    [Fact]
    public void A_very_long_key_reads_back()
    {
        var value = Object(("a", List(Object((new string('k', 5000), List(Value.From(1))), ("b", Value.From(2))))));
        Shown(YamlText.Read(Written(value))).ShouldBe(Shown(value));
    }

    [Fact]
    public void A_secret_makes_the_text_secret()
    {
        var written = YamlWriter.Write(Object(("a", Value.Text("hush", secret: true))));
        written.IsSecret.ShouldBeTrue();
        written.AsSecret().Reveal().ShouldBe("a: hush");
    }

    [Fact]
    public void What_yaml_cannot_say_is_an_error()
    {
        Should.Throw<FormatException>(() => YamlWriter.Write(Value.From("a\uD83D"))).Message.ShouldBe("half of a character (a surrogate) cannot be written as YAML");
        var loop = new ScriptArray();
        loop.Add(Value.From(loop));
        Should.Throw<FormatException>(() => YamlWriter.Write(Value.From(loop))).Message.ShouldBe("a value is nested deeper than 64 levels");
        var deep = List();
        for (var i = 0; i < 63; i++)
            deep = List(deep);
        YamlWriter.Write(deep).AsString().ShouldEndWith("[]");
    }

    [Fact]
    public void Everything_reads_back_as_it_was_and_is_written_again_the_same() =>
        Prop.ForAll(Values(4).ToArbitrary(), Gen.Choose(1, 8).ToArbitrary(), static (value, indent) =>
        {
            var written = YamlWriter.Write(value, indent).AsString();
            var read = YamlText.Node(written).ToValue();
            Shown(read).ShouldBe(Shown(value), written);
            YamlWriter.Write(read, indent).AsString().ShouldBe(written);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Everything_reads_back_behind_a_key_with_more_lines_around_it() =>
        Prop.ForAll(Values(3).ToArbitrary(), static value =>
        {
            var written = YamlWriter.Write(value).AsString().Replace("\n", "\n    ", StringComparison.Ordinal);
            var read = YamlText.Node($"a:\n  - b\n  -\n    {written}\n  - c\n\nd: e\n").ToValue();
            Shown(read).ShouldBe($"{{a: [\"b\", {Shown(value)}, \"c\"], d: \"e\"}}", written);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static Gen<string> Texts => Gen.OneOf(
        Gen.Elements("a", "no", "1", "0640", "-", ":", "#", "'", "\"", "\\", "\n", "\n\n", " ", "  ", "\t", "\r", ",", "[", "}", "é", "😀", "\u2028", "\u0085", "\0", "{{ x }}", "---", ">", "|", "- ", ": ", "%", "\uFEFF")
            .ListOf().Select(string.Concat),
        Gen.Elements("true", "null", "1.5", "1e5", "2026-01-01", "1:30", "0x10", "", "~", ".inf", "<<", "=", "a\nb\n", "x"));

    private static Gen<Value> Values(int depth) => depth == 0 ? Scalars : Gen.Frequency(
        (3, Scalars),
        (2, Gen.Choose(0, 3).SelectMany(count => Values(depth - 1).ListOf(count)).Select(items => List([.. items]))),
        (2, Gen.Choose(0, 3).SelectMany(count => Gen.Zip(Texts, Values(depth - 1)).ListOf(count)).Select(members => Object([.. members]))));

    private static Gen<Value> Scalars => Gen.OneOf(
        Texts.Select(static text => Value.From(text)),
        ArbMap.Default.GeneratorFor<int>().Select(static number => Value.From(number)),
        ArbMap.Default.GeneratorFor<decimal>().Select(static number => Value.From(number)),
        Gen.Elements(Value.Null, Value.True, Value.False));

    private static string Written(Value value) => YamlWriter.Write(value).AsString();

    private static string Shown(Value value) => YamlText.Shown(value);

    private static Value List(params Value[] items) => Value.From(new ScriptArray(items));

    private static Value Object(params (string Key, Value Value)[] members)
    {
        var result = new ScriptObject();
        foreach (var (key, value) in members)
            result.Set(key, value);
        return Value.From(result);
    }
}
