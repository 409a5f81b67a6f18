using System.Buffers;
using System.Text.Json;
using Converge.Server.Dashboard.Overview;
using Converge.Server.Hosting;

namespace Converge.Server.Dashboard.Live;

/// <summary>What may come next in a query.</summary>
internal static class Completion
{
    private const int Most = 20;
    private const int LongestText = 4096;
    private static readonly string[] Usual = ["name", "role", "environment", "recipe", "ip", "fqdn", "ready", "seen", "commit"];

    public static async Task AnswerAsync(Call call, FleetSnapshot fleet)
    {
        var text = call.Query("text") ?? "";
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var (whole, kind) in text.Length > LongestText ? [] : Find(text, fleet))
            {
                json.WriteStartObject();
                json.WriteString("text", whole);
                json.WriteString("kind", kind);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        call.Http.Response.ContentType = "application/json";
        await call.Http.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, call.Cancel).ConfigureAwait(false);
    }

    /// <summary>Words that may take the place of the last one of a text.</summary>
    public static IEnumerable<(string Text, string Kind)> Find(string text, FleetSnapshot fleet)
    {
        var word = text[(text.LastIndexOfAny([' ', '(', '\t', '\n']) + 1)..].TrimStart('-');
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        return (colon < 0 ? Names(word, fleet) : Values(word[..colon], word[(colon + 1)..], fleet)).Take(Most);
    }

    private static IEnumerable<(string Text, string Kind)> Values(string field, string begun, FleetSnapshot fleet)
    {
        var values = field == "name" ? fleet.Nodes.Select(static node => node.Name) : fleet.Fields.ValuesOf(field);
        return Ranked(values, begun.TrimStart('"')).Select(value => ($"{field}:{Quoted(value)}", "value"));
    }

    private static IEnumerable<(string Text, string Kind)> Names(string begun, FleetSnapshot fleet)
    {
        var fields = Usual.Concat(fleet.Fields.Fields.Order(Comparer<string>.Create(static (a, b) => a.Count('.') != b.Count('.') ? a.Count('.') - b.Count('.') : string.CompareOrdinal(a, b)))).Distinct(StringComparer.Ordinal);
        return Ranked(fields, begun).Select(static field => ($"{field}:", "field"))
            .Concat(begun.Length < 2 ? [] : Ranked(fleet.Nodes.Select(static node => node.Name), begun).Select(static name => ($"name:{Quoted(name)}", "node")));
    }

    /// <summary>Those that begin like it before those that only contain it.</summary>
    private static IEnumerable<string> Ranked(IEnumerable<string> all, string begun)
    {
        var list = all.Where(one => one.Contains(begun, StringComparison.OrdinalIgnoreCase)).ToList();
        return list.Where(one => one.StartsWith(begun, StringComparison.OrdinalIgnoreCase)).Concat(list.Where(one => !one.StartsWith(begun, StringComparison.OrdinalIgnoreCase)));
    }

    private static string Quoted(string value) =>
        value.Length > 0 && value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/') && value[0] != '-'
            ? value
            : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
