using System.Text.Json;
using System.Text.Json.Serialization;
using Converge.Language.Values;

namespace Converge.Protocol;

/// <summary>Documents are the objects that templates see, read and written by the rules of <see cref="JsonText"/>: no secret gets through.</summary>
public sealed class ScriptObjectConverter : JsonConverter<ScriptObject>
{
    public override ScriptObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return JsonText.Read(document.RootElement.GetRawText()).As<ScriptObject>() ?? throw new JsonException("expected an object");
    }

    public override void Write(Utf8JsonWriter writer, ScriptObject value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteRawValue(JsonText.Write(Value.From(value)), skipInputValidation: true);
    }
}
