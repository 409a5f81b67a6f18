using System.Text;
using Converge.Server.Storage;
using Converge.Server.Storage.Export;
using Shouldly;

namespace Converge.Server.Tests.Storage.Contract;

public abstract partial class StorageContract
{
    [StorageFact]
    public async Task What_is_exported_and_imported_into_another_kind_is_the_same()
    {
        await FillAsync();
        var export = await ExportAsync(Storage);
        await using var other = await OpenOtherAsync();
        (await StorageImport.ReadAsync(other, new MemoryStream(export), default)).ShouldBe(new StorageCounts(31, 4, 12, 7));
        (await other.Nodes.GenerationAsync(default)).ShouldBeGreaterThanOrEqualTo(await Storage.Nodes.GenerationAsync(default));
        Comparable(await ExportAsync(other)).ShouldBe(Comparable(export));
        await using var back = await OpenEmptyAsync();
        await StorageImport.ReadAsync(back, new MemoryStream(await ExportAsync(other)), default);
        Comparable(await ExportAsync(back)).ShouldBe(Comparable(export));
        // And it goes on where the other one was.
        (await other.Audit.AddAsync(Entry(1), default)).Number.ShouldBe(8);
        (await Storage.Nodes.ReadAllAsync(documents: true, default).ToListAsync()).Select(static node => Json(node.Document?.Fields))
            .ShouldBe((await other.Nodes.ReadAllAsync(documents: true, default).ToListAsync()).Select(static node => Json(node.Document?.Fields)));
    }

    [StorageFact]
    public async Task What_is_no_whole_export_is_refused()
    {
        await FillAsync();
        var export = Encoding.UTF8.GetString(await ExportAsync(Storage));
        (await Should.ThrowAsync<StorageException>(async () => await ImportAsync(Storage, export))).Message.ShouldBe("the storage is not empty");
        var lines = export.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        (string Text, string Problem)[] broken =
        [
            ("", "the export ends early"),
            ("{}", "this is no export"),
            (lines[0].Replace("\"converge_export\":1", "\"converge_export\":2", StringComparison.Ordinal), "the export is of a newer server: its version is 2, expected 1 at most"),
            (lines[0], "the export ends early"),
            ($"{lines[0]}\n{lines[^1]}", "line 2 is not of an export: the end says"),
            ($"{lines[0]}\nhello", "line 2 is not of an export: "),
            ($"{lines[0]}\n{{\"x\":1}}", "line 2 is not of an export: it is of no kind that is known"),
            (string.Join('\n', lines[..^1]), "the export ends early"),
            (string.Join('\n', [.. lines, lines[0]]), $"line {lines.Length + 1} is not of an export: there is more behind the end"),
        ];
        foreach (var (text, problem) in broken)
        {
            await using var other = await OpenOtherAsync();
            (await Should.ThrowAsync<StorageException>(async () => await ImportAsync(other, text))).Message.ShouldStartWith(problem);
        }
    }

    private async Task FillAsync()
    {
        for (var number = 0; number < 30; number++)
            await PutAsync(Node($"n{number}", $$"""{"roles": ["r{{number % 3}}"], "x": "\u0000é", "m": {"b": 1, "a": 2.0} }""") with { Seen = number % 2 == 0 ? Noon : null, Said = Document("x").Fields });
        await PutAsync(FullNode);
        foreach (var key in new[] { "a", "b/c", "é" })
            await PutAsync("tokens", key, "{ \"n\" :\n 1 }");
        await PutAsync("operators", "a", "{}");
        for (var number = 0; number < 12; number++)
            await Storage.Runs.AddAsync(Run($"r{number}", "app1", number * 10_000), Report, default);
        for (var number = 0; number < 7; number++)
            await Storage.Audit.AddAsync(Entry(4), default);
    }

    private static async Task<byte[]> ExportAsync(IStorage storage)
    {
        using var stream = new MemoryStream();
        await StorageExport.WriteAsync(storage, stream, Noon, default);
        return stream.ToArray();
    }

    private static async Task ImportAsync(IStorage storage, string export) =>
        await StorageImport.ReadAsync(storage, new MemoryStream(Encoding.UTF8.GetBytes(export)), default);

    /// <summary>Revisions and generations are those of a storage.</summary>
    private static string Comparable(byte[] export) =>
        System.Text.RegularExpressions.Regex.Replace(Encoding.UTF8.GetString(export), "\"(revision|generation)\":[0-9]+", "", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
}
