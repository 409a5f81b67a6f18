using System.Globalization;
using System.Numerics;
using Converge.Language.Values;
using Converge.Language.Yaml;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Yaml;

public sealed class YamlSchemaTests
{
    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("Null")]
    [InlineData("NULL")]
    [InlineData("# only a comment")]
    [InlineData("---")]
    [InlineData("!!null ''")]
    public void Null(string yaml)
    {
        YamlText.Read(yaml).IsNull.ShouldBeTrue();
        YamlText.Scalar(yaml).IsNull.ShouldBeTrue();
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("TRUE", true)]
    [InlineData("false", false)]
    [InlineData("False", false)]
    [InlineData("FALSE", false)]
    [InlineData("!!bool 'true'", true)]
    public void Bool(string yaml, bool expected) => YamlText.Read(yaml).ShouldBe(Value.From(expected));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("+12", "12")]
    [InlineData("-12", "-12")]
    [InlineData("2147483647", "2147483647")]
    [InlineData("2147483648", "2147483648")]
    [InlineData("999999999999999999", "999999999999999999")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("9223372036854775808", "9223372036854775808")]
    [InlineData("-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728")]
    [InlineData("0x1F", "31")]
    [InlineData("0xffffffffffffffffff", "4722366482869645213695")]
    [InlineData("0o640", "416")]
    [InlineData("0o0", "0")]
    [InlineData("!!int '12'", "12")]
    [InlineData("!!int 0640", "640")]
    public void Integers_have_the_smallest_kind(string yaml, string expected)
    {
        var value = YamlText.Read(yaml);
        value.ShouldBe(Value.From(BigInteger.Parse(expected, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("1.5", "1.5", ValueKind.Decimal)]
    [InlineData("10.50", "10.50", ValueKind.Decimal)]
    [InlineData(".5", "0.5", ValueKind.Decimal)]
    [InlineData("-.5", "-0.5", ValueKind.Decimal)]
    [InlineData("1.", "1", ValueKind.Decimal)]
    [InlineData("1e3", "1000", ValueKind.Decimal)]
    [InlineData("1E-2", "0.01", ValueKind.Decimal)]
    [InlineData("+1.5e+2", "150", ValueKind.Decimal)]
    [InlineData("0.0", "0.0", ValueKind.Decimal)]
    [InlineData("0.1234567890123456789012345678", "0.1234567890123456789012345678", ValueKind.Decimal)]
    [InlineData("0.12345678901234567890123456789", "0.12345678901234568", ValueKind.Double)]
    [InlineData("1e28", "10000000000000000000000000000", ValueKind.Decimal)]
    [InlineData("1e29", "1E+29", ValueKind.Double)]
    [InlineData("1e-28", "0.0000000000000000000000000001", ValueKind.Decimal)]
    [InlineData("1e-30", "1E-30", ValueKind.Double)]
    [InlineData("6e-29", "6E-29", ValueKind.Double)]
    [InlineData("79228162514264337593543950335.0", "79228162514264337593543950335", ValueKind.Decimal)]
    [InlineData("79228162514264337593543950336.0", "7.922816251426434E+28", ValueKind.Double)]
    [InlineData(".inf", "Infinity", ValueKind.Double)]
    [InlineData("-.INF", "-Infinity", ValueKind.Double)]
    [InlineData("+.Inf", "Infinity", ValueKind.Double)]
    [InlineData(".NaN", "NaN", ValueKind.Double)]
    [InlineData("!!float 1", "1", ValueKind.Decimal)]
    public void Floats_are_decimal_if_that_is_exact(string yaml, string printed, ValueKind kind)
    {
        var value = YamlText.Read(yaml);
        value.Kind.ShouldBe(kind);
        value.ToString().ShouldBe(printed);
    }

    [Theory]
    [InlineData("no")]
    [InlineData("yes")]
    [InlineData("on")]
    [InlineData("off")]
    [InlineData("y")]
    [InlineData("No")]
    [InlineData("tRUE")]
    [InlineData("nULL")]
    [InlineData("0640")]
    [InlineData("012")]
    [InlineData("-012")]
    [InlineData("00")]
    [InlineData("01.5")]
    [InlineData("09")]
    [InlineData("1_000")]
    [InlineData("1:30")]
    [InlineData("2026-01-31")]
    [InlineData("2026-01-31T10:00:00Z")]
    [InlineData("1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("0b101")]
    [InlineData("0x")]
    [InlineData("0xg")]
    [InlineData("0o8")]
    [InlineData("-0x1F")]
    [InlineData("1e")]
    [InlineData("e3")]
    [InlineData(".")]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData("1,5")]
    [InlineData("١")]
    [InlineData(".infinity")]
    [InlineData("+.nan")]
    [InlineData("<<")]
    [InlineData("=")]
    public void Everything_else_is_a_string(string text) =>
        YamlText.Read($"a: {(text == "-" ? "'-'" : text)}").AsObject()["a"].ShouldBe(Value.From(text));

    [Theory]
    [InlineData("'12'", "12")]
    [InlineData("\"true\"", "true")]
    [InlineData("'~'", "~")]
    [InlineData("''", "")]
    [InlineData("|\n  12", "12")]
    [InlineData(">-\n  null\n", "null")]
    [InlineData("!!str 12", "12")]
    [InlineData("!!str", "")]
    [InlineData("! 12", "12")]
    [InlineData("!<tag:yaml.org,2002:str> 1", "1")]
    public void Quotes_blocks_and_tags_make_strings(string yaml, string expected)
    {
        YamlText.Read(yaml).ShouldBe(Value.From(expected));
        YamlText.Scalar(yaml).IsText.ShouldBeTrue();
    }

    [Fact]
    public void Any_integer_reads_as_itself() =>
        Prop.ForAll(ArbMap.Default.ArbFor<BigInteger>(), static number => YamlText.Read($"[{number}]").AsArray()[0] == Value.From(number)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_decimal_reads_as_itself() =>
        Prop.ForAll(ArbMap.Default.ArbFor<decimal>(), static number =>
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            var value = YamlSchema.Resolve(text.Contains('.', StringComparison.Ordinal) ? text : text + ".0", YamlType.Plain);
            return value.Kind == ValueKind.Decimal && value.AsDecimal() == number;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_double_reads_as_the_same_number() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat>(), static number =>
        {
            var value = YamlSchema.Resolve(number.Get.ToString("E16", CultureInfo.InvariantCulture), YamlType.Plain);
            return double.Parse(value.ToString(), CultureInfo.InvariantCulture) == number.Get;
        }).QuickCheckThrowOnFailure();
}
