using System.Globalization;
using System.Text;
using Converge.Server.Storage;
using Shouldly;

namespace Converge.Server.Tests.Storage.Kill;

/// <summary>What a killed writer said was written, and whether it is there.</summary>
internal sealed class Acknowledged
{
    private readonly Dictionary<string, int> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _records = new(StringComparer.Ordinal);
    private readonly HashSet<string> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _audit = [];

    public int Count { get; private set; }

    public void Add(string line)
    {
        switch (line.Split(' '))
        {
            case ["node", var name, var value]:
                _nodes[name] = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case ["record", var key, var count]:
                _records[key] = int.Parse(count, CultureInfo.InvariantCulture);
                break;
            case ["run", var id]:
                _runs.Add(id);
                break;
            case ["audit", var number, var what]:
                _audit.Add(long.Parse(number, CultureInfo.InvariantCulture), what);
                break;
            default:
                return;
        }
        Count++;
    }

    /// <param name="runs">Which runs are read, of the many that there are.</param>
    public async Task CheckAsync(IStorage storage, Func<string, bool> runs)
    {
        foreach (var (name, value) in _nodes)
        {
            var node = (await storage.Nodes.FindAsync(name, default)).ShouldNotBeNull(name);
            var number = node.Document.ShouldNotBeNull().Fields["value"].AsInt();
            // What was under way is there, or it is not.
            number.ShouldBeInRange(value, value + 1, name);
            _nodes[name] = number;
            node.Document.Fields["text"].AsString().ShouldBe(StorageWriter.Text(number));
            node.Interval.ShouldBe(TimeSpan.FromSeconds(number));
        }
        foreach (var (key, count) in _records)
        {
            var number = int.Parse(Encoding.UTF8.GetString((await storage.Records.FindAsync("counters", key, default)).ShouldNotBeNull(key).Json.Span)[5..^1], CultureInfo.InvariantCulture);
            number.ShouldBeInRange(count, count + 1, key);
            _records[key] = number;
        }
        foreach (var id in _runs.Where(runs))
        {
            (await storage.Runs.FindAsync(id, default)).ShouldNotBeNull(id).Id.ShouldBe(id);
            (await storage.Runs.ReadReportAsync(id, default)).ShouldNotBeNull(id).Span.SequenceEqual(StorageWriter.Report(id)).ShouldBeTrue(id);
        }
        var entries = await storage.Audit.ReadAllAsync(default).ToDictionaryAsync(static entry => entry.Number, static entry => entry.What);
        foreach (var (number, what) in _audit)
            entries.GetValueOrDefault(number).ShouldBe(what);
    }

    /// <summary>Whether all that is there, acknowledged or not, is whole.</summary>
    public static async Task CheckWholeAsync(IStorage storage)
    {
        for (string? after = "", next; after is not null; after = next)
        {
            var page = await storage.Runs.ListAsync(new(), after.Length == 0 ? null : after, 500, default);
            next = page.Next;
            foreach (var run in page.Items)
                (await storage.Runs.ReadReportAsync(run.Id, default)).ShouldNotBeNull(run.Id).Span.SequenceEqual(StorageWriter.Report(run.Id)).ShouldBeTrue(run.Id);
        }
        var numbers = await storage.Audit.ReadAllAsync(default).Select(static entry => entry.Number).ToListAsync();
        numbers.ShouldBe(numbers.Distinct().Order());
    }
}
