using System.Globalization;
using System.IO.Compression;
using Converge.Linux.State;
using Converge.Reports;

namespace Converge.Agent.Reporting;

/// <summary>
/// Reports that the server has not taken yet, a file for each, in their order. What was put in stays until it was taken,
/// whatever happens to the process.
/// </summary>
public sealed class Outbox(StateFolder state)
{
    private const string Folder = "outbox";
    private const string Ending = ".json.gz";
    private const char Divider = '~';
    private const int NumberDigits = 12;
    private const int MostReports = 500;
    private const long MostBytes = 64 << 20;

    private readonly Lock _lock = new();

    /// <summary>Those that wait, the oldest first.</summary>
    public IReadOnlyList<WaitingReport> List() => [.. state.List(Folder).Select(Parse).OfType<WaitingReport>()];

    /// <param name="order">The order that the run carried out.</param>
    public void Add(Report report, string? order)
    {
        ArgumentNullException.ThrowIfNull(report);
        Directory.CreateDirectory(state.In(Folder), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(ReportDocument.ToJson(report).Span);
        lock (_lock)
        {
            Trim(packed.Length);
            var number = report.Number.ToString(CultureInfo.InvariantCulture).PadLeft(NumberDigits, '0');
            state.Write(state.In(Folder, $"{number}{Divider}{report.Id}{Divider}{Escape(order ?? "")}{Ending}"), packed.GetBuffer().AsSpan(0, (int)packed.Length));
        }
    }

    /// <summary>Packed; null if it is not there any more.</summary>
    public byte[]? Read(WaitingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        try
        {
            return File.ReadAllBytes(state.In(Folder, report.Name));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public void Remove(WaitingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        lock (_lock)
            state.Remove(state.In(Folder, report.Name));
    }

    /// <summary>A server that is away for very long does not fill the disk: the oldest go.</summary>
    private void Trim(long more)
    {
        var waiting = List();
        var bytes = waiting.Sum(report => new FileInfo(state.In(Folder, report.Name)).Length) + more;
        var count = waiting.Count + 1;
        foreach (var report in waiting)
        {
            if (count <= MostReports && bytes <= MostBytes)
                return;
            var path = state.In(Folder, report.Name);
            bytes -= new FileInfo(path).Length;
            count--;
            state.Remove(path);
        }
    }

    private static string Escape(string order) => Uri.EscapeDataString(order).Replace("~", "%7E", StringComparison.Ordinal);

    private static WaitingReport? Parse(string name) =>
        name.EndsWith(Ending, StringComparison.Ordinal) && name[..^Ending.Length].Split(Divider) is [_, var run, var order]
            ? new(name, run, order.Length == 0 ? null : Uri.UnescapeDataString(order))
            : null;
}

/// <param name="Name">Of its file.</param>
/// <param name="Order">The order that the run carried out.</param>
public sealed record WaitingReport(string Name, string Run, string? Order);
