using System.Numerics;
using System.Text;
using System.Text.Json;
using Converge.Language.Values;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Values;

public sealed class JsonTextTests
{
    private static readonly string Half = ((char)0xD83D).ToString();

    [Theory]
    [InlineData("null", "null")]
    [InlineData(" [ true , false ] ", "[true,false]")]
    [InlineData("[]", "[]")]
    [InlineData("{}", "{}")]
    [InlineData("""{"b":1,"a":{"c":[]}}""", """{"b":1,"a":{"c":[]}}""")]
    [InlineData("""{"a":1,"b":2,"a":3}""", """{"a":3,"b":2}""")]
    [InlineData("\"\\u0041\\u00e9\\ud83d\\ude00\\/\"", "\"Aé😀/\"")]
    [InlineData("\uFEFF1", "1")]
    [InlineData("-0", "0")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("1.50", "1.50")]
    [InlineData("1e3", "1000")]
    [InlineData("1E-2", "0.01")]
    [InlineData("1e400", null)]
    [InlineData("1e999999999999999999999", null)]
    [InlineData("1e-999999999999999999999", "0")]
    [InlineData("1e30", "1E+30")]
    [InlineData("0.1234567890123456789012345678", "0.1234567890123456789012345678")]
    [InlineData("0.12345678901234567890123456789", "0.12345678901234568")]
    [InlineData("1.0000000000000000000000000000000000", "1.0000000000000000000000000000")]
    [InlineData("7.9228162514264337593543950335", "7.9228162514264337593543950335")]
    [InlineData("7.9228162514264337593543950336", "7.9228162514264335")]
    public void What_is_read_and_written_again(string json, string? expected)
    {
        if (expected is null)
            Should.Throw<JsonTextException>(() => JsonText.Read(json)).Problem.ShouldBe("a JSON number is out of range");
        else
            Write(JsonText.Read(json)).ShouldBe(expected);
    }

    [Fact]
    public void Numbers_take_the_smallest_kind()
    {
        JsonText.Read("2147483647").ShouldBe(Value.From(2147483647));
        JsonText.Read("2147483648").ShouldBe(Value.From(2147483648L));
        JsonText.Read("9223372036854775808").ShouldBe(Value.From(new BigInteger(ulong.MaxValue / 2 + 1)));
        JsonText.Read("1.0").ShouldBe(Value.From(1.0m));
        JsonText.Read("1e3").ShouldBe(Value.From(1000m));
        JsonText.Read("1e300").ShouldBe(Value.From(1e300));
    }

    [Theory]
    [InlineData("", 0, "invalid JSON: unexpected end, expected a value at line 1, column 1")]
    [InlineData("[1,\n 2", 6, "invalid JSON: unexpected end, expected ',' or ']' at line 2, column 3")]
    [InlineData("[1,]", 3, "invalid JSON: expected a value at line 1, column 4")]
    [InlineData("[1 2]", 3, "invalid JSON: expected ',' or ']' at line 1, column 4")]
    [InlineData("{\"a\" 1}", 5, "invalid JSON: expected ':' at line 1, column 6")]
    [InlineData("{\"a\": 1,}", 8, "invalid JSON: expected a name in double quotes at line 1, column 9")]
    [InlineData("[trux]", 4, "invalid JSON: expected 'true' at line 1, column 5")]
    [InlineData("\"a", 2, "invalid JSON: unexpected end, expected '\"' at line 1, column 3")]
    [InlineData("\"\t\"", 1, "invalid JSON: expected an escape instead of a control character at line 1, column 2")]
    [InlineData("\"\\x\"", 2, "invalid JSON: expected one of '\"\\/bfnrtu' after '\\' at line 1, column 3")]
    [InlineData("\"\\u12g4\"", 5, "invalid JSON: expected four hexadecimal digits after '\\u' at line 1, column 6")]
    [InlineData("-", 1, "invalid JSON: unexpected end, expected a digit at line 1, column 2")]
    [InlineData("1.e5", 2, "invalid JSON: expected a digit at line 1, column 3")]
    [InlineData("01", 1, "invalid JSON: expected the end at line 1, column 2")]
    [InlineData("{\"é😀\": x}", 8, "invalid JSON: expected a value at line 1, column 9")]
    [InlineData("{\r\n\r\n  a: 1}", 7, "invalid JSON: expected a name in double quotes at line 3, column 3")]
    [InlineData("1 2", 2, "invalid JSON: expected the end at line 1, column 3")]
    [InlineData("// no\n1", 0, "invalid JSON: expected a value at line 1, column 1")]
    [InlineData("\uFEFF[x]", 1, "invalid JSON: expected a value at line 1, column 2")]
    [InlineData("[\"\\ud83d\"]", 1, "invalid JSON: half of a surrogate pair at line 1, column 2")]
    public void An_error_tells_the_place_and_quotes_nothing(string json, int offset, string message)
    {
        var error = Should.Throw<JsonTextException>(() => JsonText.Read(json));
        error.Offset.ShouldBe(offset);
        error.Message.ShouldBe(message);
        error.InnerException.ShouldBeNull();
    }

    [Fact]
    public void Half_a_surrogate_pair_is_an_error_when_read_and_an_escape_when_written()
    {
        Should.Throw<JsonTextException>(() => JsonText.Read($"[\"{Half}\"]")).Offset.ShouldBe(2);
        Write(Value.From($"a{Half}😀\n")).ShouldBe("\"a\\ud83d😀\\n\"");
    }

    [Fact]
    public void It_accepts_what_the_reader_of_the_platform_accepts_and_nothing_else()
    {
        string[] pieces = ["{", "}", "[", "]", ",", ":", "\"a\"", "\"", "\\", "\\n", "\\u00e9", "\\ud83d", "\\ude00", Half, "😀", "-", "0", "12", ".", "5", "e", "E+", "true", "null", "fal", " ", "\n", "\t", "\u0001"];
        var texts = Gen.Elements(pieces).ArrayOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(texts, json => Reads(json) == PlatformReads(json)).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Nesting_ends_at_64_levels_in_both_directions()
    {
        string Nested(int depth) => new string('[', depth) + new string(']', depth);
        Write(JsonText.Read(Nested(64))).ShouldBe(Nested(64));
        Should.Throw<JsonTextException>(() => JsonText.Read(Nested(65))).Problem.ShouldBe("JSON is nested deeper than 64 levels");
        Should.Throw<JsonTextException>(() => JsonText.Read(new string('[', 100_000))).Offset.ShouldBe(64);
        var loop = new ScriptArray();
        loop.Add(Value.From(loop));
        Should.Throw<LimitException>(() => Write(Value.From(loop)));
    }

    [Fact]
    public void The_number_of_values_and_of_digits_is_limited()
    {
        JsonText.Read("[1,2]", mostValues: 3).Kind.ShouldBe(ValueKind.Array);
        Should.Throw<LimitException>(() => JsonText.Read("[1,[2]]", mostValues: 3));
        Should.Throw<JsonTextException>(() => JsonText.Read(new string('9', 2000))).Offset.ShouldBe(0);
    }

    [Fact]
    public void Only_what_json_requires_is_escaped_unless_caution_is_asked_for()
    {
        var text = Value.From("\"\\\b\f\n\r\t\u0001\u007f é<&>'+😀\u2028/");
        Write(text).ShouldBe("\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\u007f é<&>'+😀\u2028/\"");
        Write(text, new JsonStyle(Cautious: true)).ShouldBe(
            """
            "\u0022\\\b\f\n\r\t\u0001\u007F \u00E9\u003C\u0026\u003E\u0027\u002B\uD83D\uDE00\u2028/"
            """);
        var longText = string.Concat(Enumerable.Repeat("é😀x", 300));
        Write(Value.From(longText), new JsonStyle(Cautious: true))
            .ShouldBe($"\"{string.Concat(Enumerable.Repeat(@"\u00E9\uD83D\uDE00x", 300))}\"");
    }

    [Fact]
    public void Indented_and_sorted()
    {
        var value = JsonText.Read("""{"b":[1,{"z":null,"y":[]}],"a":{},"B":true}""");
        Write(value, new JsonStyle(Indent: 2, Sorted: true)).ShouldBe(
            """
            {
              "B": true,
              "a": {},
              "b": [
                1,
                {
                  "y": [],
                  "z": null
                }
              ]
            }
            """);
    }

    [Fact]
    public void Other_kinds()
    {
        Write(Value.From(new DateTime(2016, 1, 5, 1, 2, 3, DateTimeKind.Utc))).ShouldBe("\"2016-01-05T01:02:03Z\"");
        Write(Value.From(new DateTime(2016, 1, 5, 0, 0, 0, 250, DateTimeKind.Utc))).ShouldBe("\"2016-01-05T00:00:00.25Z\"");
        Write(Value.From(TimeSpan.FromMinutes(-90))).ShouldBe("\"-01:30:00\"");
        Write(Value.From(0.1f)).ShouldBe("0.1");
        Write(Value.From(1.0)).ShouldBe("1");
        Write(Value.From(10.50m)).ShouldBe("10.50");
        Write(Value.Empty).ShouldBe("{}");
        Should.Throw<FormatException>(() => Write(Value.From(double.NaN)));
        Should.Throw<FormatException>(() => Write(Value.From(float.PositiveInfinity)));
    }

    [Fact]
    public void A_secret_inside_makes_the_text_secret()
    {
        using var buffer = new TextBuffer(1000);
        var list = new ScriptArray([Value.From("plain"), Value.Text("hidden", secret: true)]);
        JsonText.Write(buffer, Value.From(list), default);
        buffer.ToValue().IsSecret.ShouldBeTrue();
        buffer.ToValue().RevealText().ShouldBe("""["plain","hidden"]""");
    }

    private static bool Reads(string json)
    {
        try
        {
            JsonText.Read(json);
            return true;
        }
        catch (JsonTextException)
        {
            return false;
        }
    }

    private static bool PlatformReads(string json)
    {
        try
        {
            var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            using var document = JsonDocument.Parse(strict.GetBytes(json));
            return Texts(document.RootElement).All(text => text.Length >= 0);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or EncoderFallbackException)
        {
            return false;
        }
    }

    // The platform decodes texts when they are asked for.
    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Texts(member.Value).Prepend(member.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };

    private static string Write(Value value, JsonStyle style = default)
    {
        using var buffer = new TextBuffer(int.MaxValue);
        JsonText.Write(buffer, value, style);
        return new string(buffer.Written);
    }
}
