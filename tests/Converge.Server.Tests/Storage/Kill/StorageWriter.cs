using System.Globalization;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Server.Storage;

namespace Converge.Server.Tests.Storage.Kill;

/// <summary>Writes to a storage as fast as it can until it is killed, and says of each thing, when it is written, that it is.</summary>
internal static class StorageWriter
{
    public const int Writers = 8;
    public const string Opened = "opened";

    /// <summary>At the end of each line.</summary>
    public const char WholeLine = ';';

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Lock Output = new();

    public static async Task<int> RunAsync(string folder, string database, string round)
    {
        await using var storage = await StorageChoice.OpenAsync(folder, database, TimeProvider.System, static _ => { }, default);
        Say(Opened);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(storage, writer, round))));
        return 0;
    }

    /// <summary>Large enough not to be written in one go.</summary>
    public static string Text(int number) => new((char)('a' + number % 26), 5000);

    public static byte[] Report(string id) => System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{id} ", 1000)));

    private static async Task WriteAsync(IStorage storage, int writer, string round)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"n{writer}");
        for (var number = 0; ; number++)
        {
            if (await PutNodeAsync(storage.Nodes, name) is { } value)
                Say($"node {name} {value}");
            if (await PutRecordAsync(storage.Records, name) is { } count)
                Say($"record {name} {count}");
            var id = string.Create(CultureInfo.InvariantCulture, $"r{round}-{writer}-{number}");
            if (await storage.Runs.AddAsync(new(id, name, "changed", Start.AddSeconds(number), Start.AddSeconds(number)), Report(id), default))
                Say($"run {id}");
            var entry = await storage.Audit.AddAsync(new(0, Start, name, "write", id), default);
            Say($"audit {entry.Number} {id}");
            if (number % 10 == 9 && await storage.Nodes.RemoveAsync($"gone-{name}", default))
                Say($"gone {id}");
            await storage.Nodes.PutAsync(new NodeRecord($"gone-{name}"), default);
        }
    }

    private static async Task<int?> PutNodeAsync(INodeStorage nodes, string name)
    {
        var known = await nodes.FindAsync(name, default) ?? new NodeRecord(name);
        var value = known.Document is { } document ? document.Fields["value"].AsInt() + 1 : 1;
        var fields = new ScriptObject { ["value"] = Value.From(value), ["text"] = Value.From(Text(value)) };
        return await nodes.PutAsync(known with { Document = new NodeDocument(name, fields), Interval = TimeSpan.FromSeconds(value) }, default) is null ? null : value;
    }

    private static async Task<int?> PutRecordAsync(IRecordStorage records, string key)
    {
        var known = await records.FindAsync("counters", key, default);
        var count = known is null ? 1 : int.Parse(System.Text.Encoding.UTF8.GetString(known.Json.Span)[5..^1], CultureInfo.InvariantCulture) + 1;
        var json = System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"n\":{count}}}"));
        return await records.PutAsync(new("counters", key, json, known?.Revision ?? 0), default) is null ? null : count;
    }

    private static void Say(string what)
    {
        lock (Output)
        {
            Console.Out.Write($"{what}{WholeLine}\n");
            Console.Out.Flush();
        }
    }
}
