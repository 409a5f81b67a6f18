using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Converge.Language.Values;

/// <summary>Reads one JSON document into values.</summary>
internal sealed class JsonReader(string text, int mostValues)
{
    // As many digits as the largest integer of the language may have, give or take.
    private const int LongestNumber = 1234;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // One level more than is allowed: then the level is refused here, with its own message.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = JsonText.DeepestNesting + 1 };

    private byte[] _bytes = [];
    private int _values;

    public Value Read()
    {
        try
        {
            _bytes = Utf8.GetBytes(text);
        }
        catch (EncoderFallbackException invalid)
        {
            throw new JsonTextException("invalid JSON: half of a surrogate pair", text, invalid.Index);
        }
        var reader = new Utf8JsonReader(_bytes, Options);
        Advance(ref reader);
        var value = ReadValue(ref reader);
        Advance(ref reader);
        return value;
    }

    private Value ReadValue(ref Utf8JsonReader reader)
    {
        if (++_values > mostValues)
            throw new LimitException($"a JSON document would have more than {mostValues} values");
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Value.From(ReadObject(ref reader));
            case JsonTokenType.StartArray:
                return Value.From(ReadArray(ref reader));
            case JsonTokenType.String:
                return Value.From(ReadText(ref reader));
            case JsonTokenType.Number:
                return ReadNumber(ref reader);
            case JsonTokenType.True:
                return Value.True;
            case JsonTokenType.False:
                return Value.False;
            default:
                return Value.Null;
        }
    }

    private ScriptObject ReadObject(ref Utf8JsonReader reader)
    {
        CheckDepth(ref reader);
        var members = new ScriptObject();
        while (true)
        {
            Advance(ref reader);
            if (reader.TokenType == JsonTokenType.EndObject)
                return members;
            var key = ReadText(ref reader);
            Advance(ref reader);
            members.Set(key, ReadValue(ref reader));
        }
    }

    private ScriptArray ReadArray(ref Utf8JsonReader reader)
    {
        CheckDepth(ref reader);
        var items = new ScriptArray();
        while (true)
        {
            Advance(ref reader);
            if (reader.TokenType == JsonTokenType.EndArray)
                return items;
            items.Add(ReadValue(ref reader));
        }
    }

    private string ReadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Problem("invalid JSON: half of a surrogate pair", reader.TokenStartIndex);
        }
    }

    private Value ReadNumber(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > LongestNumber)
            throw Problem($"a JSON number is longer than {LongestNumber} characters", reader.TokenStartIndex);
        if (reader.TryGetInt64(out var integer) && reader.ValueSpan.IndexOfAny("eE."u8) < 0)
            return Value.From(integer);
        var digits = Encoding.ASCII.GetString(reader.ValueSpan);
        if (digits.AsSpan().IndexOfAny("eE.") < 0)
            return Value.From(BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        var number = ExactNumber.Parse(digits);
        return number.Kind == ValueKind.Decimal || double.IsFinite(number.AsDouble())
            ? number
            : throw Problem("a JSON number is out of range", reader.TokenStartIndex);
    }

    private void CheckDepth(ref Utf8JsonReader reader)
    {
        if (reader.CurrentDepth >= JsonText.DeepestNesting)
            throw Problem($"JSON is nested deeper than {JsonText.DeepestNesting} levels", reader.TokenStartIndex);
    }

    /// <summary>On to the next token; the reader itself refuses whatever cannot stand there.</summary>
    private void Advance(ref Utf8JsonReader reader)
    {
        try
        {
            reader.Read();
        }
        catch (JsonException invalid)
        {
            var offset = ToOffset(invalid);
            var atEnd = text.AsSpan(offset).IsWhiteSpace();
            throw new JsonTextException(atEnd ? "invalid JSON: unexpected end" : "invalid JSON", text, offset);
        }
    }

    private JsonTextException Problem(string problem, long position) =>
        new(problem, text, Utf8.GetCharCount(_bytes, 0, (int)position));

    /// <summary>The exception counts bytes from the last line feed.</summary>
    private int ToOffset(JsonException invalid)
    {
        var offset = 0;
        for (var line = invalid.LineNumber ?? 0; line > 0; line--)
            offset += _bytes.AsSpan(offset).IndexOf((byte)'\n') + 1;
        offset += (int)(invalid.BytePositionInLine ?? 0);
        // Inside a character of several bytes: back to where it starts.
        while (offset > 0 && offset < _bytes.Length && (_bytes[offset] & 0xC0) == 0x80)
            offset--;
        return Math.Min(Utf8.GetCharCount(_bytes, 0, offset), text.Length);
    }
}
