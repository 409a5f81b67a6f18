using BenchmarkDotNet.Attributes;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Nodes.Queries;

namespace Converge.Bench.Searching;

/// <summary>Searches in ten thousand nodes.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
// A collection looks at all documents, and takes longer than everything that is measured.
[GcForce(false)]
public class SearchNodes
{
    private const string Peers = "role:app AND environment:production AND ready:true";

    private readonly Query _peers = Parse(Peers);
    private readonly Query _prefix = Parse("app12* -environment:staging");
    private readonly Query _typed = Parse("facts.memory.total:[4G TO *] AND app.version:>=2.1 AND facts.network.interfaces.ip:10.105.0.0/16 AND seen:<10m");
    private readonly Query _package = Parse("facts.packages.package-with-a-name-of-usual-length-77:>=5.1");

    private readonly Inventory _inventory = new(Fleet.Nodes, generation: 1);
    private readonly NodeDocument[] _changes = [.. Enumerable.Range(0, 64).Select(static number => Fleet.Node(number * 150))];
    private Inventory _current = Inventory.Empty;
    private int _change;

    [GlobalSetup]
    public void CheckThatAllAgree()
    {
        var size = JsonText.Write(Value.From(Fleet.Nodes[0].Fields)).Length;
        if (size is < 18_000 or > 22_000)
            throw new InvalidOperationException($"a document is {size} bytes long");
        foreach (var query in new[] { _peers, _prefix, _typed, _package })
        {
            var found = _inventory.Search(query, Fleet.Now).Nodes.Length;
            if (found is 0 or Fleet.Size || found != Fleet.Nodes.Count(node => query.Matches(node, Fleet.Now)))
                throw new InvalidOperationException($"'{query}' finds {found} nodes");
        }
        _current = _inventory;
    }

    [Benchmark]
    public int Indexed() => _inventory.Search(_peers, Fleet.Now).Nodes.Length;

    [Benchmark]
    public int NamePrefix() => _inventory.Search(_prefix, Fleet.Now).Nodes.Length;

    /// <summary>Values have to be compared, but each one only once.</summary>
    [Benchmark]
    public int Typed() => _inventory.Search(_typed, Fleet.Now).Nodes.Length;

    /// <summary>Every document is asked, as for a field beyond those that get an index.</summary>
    [Benchmark]
    public int NotIndexed() => Fleet.Nodes.Count(node => _typed.Matches(node, Fleet.Now));

    /// <summary>The first search for a field of an inventory, which makes its index; the inventory is made, too.</summary>
    [Benchmark]
    public int First() => new Inventory(Fleet.Nodes, generation: 1).Search(_package, Fleet.Now).Nodes.Length;

    /// <summary>A node has changed, and a search follows.</summary>
    [Benchmark]
    public int AfterChange()
    {
        _current = _current.With(_changes[_change++ % _changes.Length]);
        return _current.Search(_peers, Fleet.Now).Nodes.Length;
    }

    [Benchmark]
    public string Parsing() => Parse(Peers).ToString();

    private static Query Parse(string text) => Query.Parse(SourceText.From("query", text), []) ?? throw new ArgumentException(text, nameof(text));
}
