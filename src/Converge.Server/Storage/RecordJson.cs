using System.Text.Json;

namespace Converge.Server.Storage;

internal static class RecordJson
{
    /// <exception cref="ArgumentException">It has no name, or is no object.</exception>
    public static void Check(StoredRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        StoredName.Check(record.Kind);
        StoredName.Check(record.Key);
        try
        {
            using var parsed = JsonDocument.Parse(record.Json);
            if (parsed.RootElement.ValueKind == JsonValueKind.Object)
                return;
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"the record '{record.Key}' of kind '{record.Kind}' is no JSON: {e.Message}", nameof(record), e);
        }
        throw new ArgumentException($"the record '{record.Key}' of kind '{record.Kind}' is no object", nameof(record));
    }
}
