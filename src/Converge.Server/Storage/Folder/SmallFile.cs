using System.Buffers;
using System.Text.Json;

namespace Converge.Server.Storage.Folder;

/// <summary>Files that hold no more than a few numbers. One that cannot be read is set aside, and counts as none.</summary>
internal static class SmallFile
{
    private const string Number = "number";

    // Of a record, and what is around it here.
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 80 };

    /// <summary>Whether a failure says that a file has not what it should have, rather than that it cannot be had.</summary>
    public static bool IsBroken(Exception failure) =>
        failure is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException or InvalidDataException or OverflowException;

    public static long ReadNumber(FolderFiles files, string path) => Read(files, path, static root => root.GetProperty(Number).GetInt64());

    public static byte[] WriteNumber(long number) => Write(writer => writer.WriteNumber(Number, number));

    public static Dictionary<string, DateTimeOffset> ReadSeen(FolderFiles files, string path) =>
        Read(files, path, static root => root.EnumerateObject().ToDictionary(static node => node.Name, static node => node.Value.GetDateTimeOffset(), StringComparer.Ordinal)) ?? [];

    public static byte[] WriteSeen(IEnumerable<KeyValuePair<string, FolderNode>> nodes) => Write(writer =>
    {
        foreach (var (name, node) in nodes.OrderBy(static node => node.Key, StringComparer.Ordinal))
        {
            if (node.Seen is { } seen)
                writer.WriteString(name, seen.UtcDateTime);
        }
    });

    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    public static T? Read<T>(FolderFiles files, string path, Func<JsonElement, T> read)
    {
        try
        {
            using var parsed = JsonDocument.Parse(File.ReadAllBytes(files.PathOf(path)), Reading);
            return read(parsed.RootElement);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return default;
        }
        catch (Exception e) when (IsBroken(e))
        {
            files.SetAside(path, e.Message);
            return default;
        }
    }
}
