using BenchmarkDotNet.Attributes;
using Converge.Catalogs;
using Converge.Nodes;

namespace Converge.Bench.Compiling;

/// <summary>The catalog of a node with 200 recipes and 1000 resources; the tree has been read.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class CompileNode
{
    private const int Resources = 1000;

    private readonly Fleet _fleet = Fleet.Open(new MemoryTree(FleetFiles.Make(nodes: 100)));
    private NodeIdentity _node = null!;

    [GlobalSetup]
    public void CheckThatItCompiles()
    {
        _node = _fleet.Find(FleetFiles.LargestNode, [])!;
        var result = Catalog();
        if (result.Catalog is null)
            throw new InvalidOperationException(result.Diagnostics[0].ToString());
        if (result.Catalog.Resources.Count() < Resources)
            throw new InvalidOperationException($"{result.Catalog.Resources.Count()} resources are too few");
    }

    [Benchmark]
    public CompileResult Catalog() => _fleet.Compile(_node);
}
