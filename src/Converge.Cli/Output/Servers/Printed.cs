using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Converge.Language.Values;
using Converge.Protocol;

namespace Converge.Cli.Output.Servers;

/// <summary>How what a server says is printed.</summary>
internal static class Printed
{
    private static readonly JsonStyle Style = new(Indent: 2);

    public static string Json<T>(T value, JsonTypeInfo<T> type) => Json(JsonSerializer.SerializeToUtf8Bytes(value, type));

    public static string Json(byte[] json) => JsonText.Write(JsonText.Read(Encoding.UTF8.GetString(json)), Style) + "\n";

    /// <summary>The items alone.</summary>
    public static string Json<T>(List<T> items, JsonTypeInfo<Page<T>> type)
    {
        var page = JsonText.Read(Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(new Page<T>(items, Next: null), type))).AsObject();
        return JsonText.Write(page["items"], Style) + "\n";
    }

    /// <summary>A table, or a line that says that there is nothing in it.</summary>
    public static string Rows<T>(List<T> items, string[] head, Func<T, string[]> row, string nothing) =>
        items.Count == 0 ? $"{nothing}\n" : Table.Print([head, .. items.Select(row)]);

    public static string Time(DateTimeOffset? time) => time is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "-";

    /// <summary>As people talk of it: what is past has a minus.</summary>
    public static string Span(TimeSpan span) => span < TimeSpan.Zero ? $"-{Span(-span)}" : span switch
    {
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} d"),
    };

    public static string Short(string? commit) => commit is null ? "-" : Table.Cell(commit[..Math.Min(7, commit.Length)]);
}
