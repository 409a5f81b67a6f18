using System.Diagnostics;
using System.Globalization;
using Converge.Bench.Searching;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Nodes.Queries;
using Converge.Server.Storage;

namespace Converge.Bench.Storing;

/// <summary>What a storage does in a second, beside what the disk does, and what nodes take in memory.</summary>
internal static class StorageRun
{
    private const int Callers = 64;
    private const int ReportSize = 5000;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(string folder, string? database)
    {
        var file = new byte[40_000];
        Print("files of 40 KB, one after the other, as the disk can", await RateAsync(1, number =>
        {
            using var stream = new FileStream(Path.Combine(folder, $"raw{number % 100}"), FileMode.Create);
            stream.Write(file);
            stream.Flush(flushToDisk: true);
            return Task.CompletedTask;
        }));
        await using (var storage = await OpenAsync(folder, database))
        {
            foreach (var callers in new[] { 1, Callers })
            {
                Print($"new nodes, {callers} at a time", await RateAsync(callers, number => PutAsync(storage, Fleet.Node(number + callers * 1_000_000))));
                Print($"runs with a report of 5 KB, {callers} at a time", await RateAsync(callers, number => storage.Runs.AddAsync(Run($"{callers}-{number}"), new byte[ReportSize], default).AsTask()));
                Print($"audit entries, {callers} at a time", await RateAsync(callers, _ => storage.Audit.AddAsync(new(0, Fleet.Now, "anna", "revoke", "app1"), default).AsTask()));
            }
            await foreach (var node in storage.Nodes.ReadAllAsync(documents: true, default))
                await storage.Nodes.RemoveAsync(node.Name, default);
        }
        foreach (var alike in new[] { false, true })
            await MeasureMemoryAsync(folder, database, alike);
    }

    private static async Task MeasureMemoryAsync(string folder, string? database, bool alike)
    {
        long bytes = 0;
        await using (var storage = await OpenAsync(folder, database))
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, Fleet.Size), new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (number, _) =>
            {
                var document = alike ? Fleet.Alike(number) : Fleet.Node(number);
                Interlocked.Add(ref bytes, JsonText.Write(Value.From(document.Fields)).Length);
                var known = await storage.Nodes.FindAsync(document.Name, default);
                await storage.Nodes.PutAsync((known ?? new(document.Name)) with { Document = document, Said = document.Fields }, default);
            });
        }
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        await using (var storage = await OpenAsync(folder, database))
        {
            var opened = clock.ElapsedMilliseconds;
            var all = Query.Parse(SourceText.From("query", "facts.cpus:>0"), [])!;
            await storage.Nodes.SearchAsync(all, Fleet.Now, null, null, default);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Fleet.Size} nodes of {bytes / Fleet.Size} bytes, {(alike ? "packages alike in a role" : "all unlike")}: opened in {opened} ms, {(GC.GetTotalMemory(forceFullCollection: true) - before) / Fleet.Size} bytes a node in memory"));
            foreach (var text in new[] { "role:app AND environment:production", "app.port:8001", "facts.cpus:>8" })
            {
                var query = Query.Parse(SourceText.From("query", text), [])!;
                clock.Restart();
                var found = (await storage.Nodes.SearchAsync(query, Fleet.Now, null, null, default)).Nodes.Length;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {text}: {found} nodes in {clock.Elapsed.TotalMilliseconds:F1} ms"));
            }
        }
    }

    private static Task<IStorage> OpenAsync(string folder, string? database) => StorageChoice.OpenAsync(folder, database, TimeProvider.System, Console.Error.WriteLine, default);

    private static async Task PutAsync(IStorage storage, NodeDocument document) =>
        await storage.Nodes.PutAsync(new NodeRecord(document.Name) { Document = document, Said = document.Fields }, default);

    private static Protocol.RunSummary Run(string id) => new(id, "app1", "changed", Fleet.Now, Fleet.Now);

    /// <summary>How many in a second.</summary>
    private static async Task<double> RateAsync(int callers, Func<int, Task> act)
    {
        var (clock, count) = (Stopwatch.StartNew(), 0);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (clock.Elapsed < Time)
                await act(Interlocked.Increment(ref count));
        })));
        return count / clock.Elapsed.TotalSeconds;
    }

    private static void Print(string what, double rate) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {rate:F0}/s"));
}
