using BenchmarkDotNet.Reports;

namespace Converge.Bench;

/// <summary>What one benchmark took. The best iteration counts: on a machine that others use, too, the rest measures them.</summary>
/// <param name="Name">As in <c>RenderProducts.Converge</c>.</param>
internal sealed record Measurement(string Name, double Microseconds, double Kilobytes)
{
    public static Measurement From(BenchmarkReport report)
    {
        var benchmark = report.BenchmarkCase.Descriptor;
        var allocated = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
        return new($"{benchmark.Type.Name}.{benchmark.WorkloadMethod.Name}", (report.ResultStatistics?.Min ?? double.NaN) / 1000, allocated / 1024.0);
    }
}
