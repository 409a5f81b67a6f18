using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Converge.Reports;

namespace Converge.Linux.State;

/// <summary>
/// The reports of past runs, a file for each: <c>00000123-changed.json</c>. Runs are counted, so that their order does not
/// depend on a clock.
/// </summary>
public sealed class RunArchive(StateFolder state)
{
    internal const string Folder = "runs";

    private const string ReportEnding = ".json";
    private const string InputsEnding = ".inputs";
    private const int NumberDigits = 8;
    private const int MostUnchanged = 100;
    private const int MostOthers = 400;

    /// <summary>Those that are kept, the newest first.</summary>
    public ImmutableArray<ArchivedRun> List() => [.. state.List(Folder).Select(Parse).OfType<ArchivedRun>().OrderByDescending(static run => run.Number)];

    /// <summary>A number and an id for a run that begins now. Numbers are alike on all machines; the rest has 64 bits of chance.</summary>
    public (long Number, string Id) Next()
    {
        var number = List() is [var last, ..] ? last.Number + 1 : 1;
        return (number, string.Create(CultureInfo.InvariantCulture, $"{number}-{Guid.NewGuid():N}")[..^16]);
    }

    /// <exception cref="JsonException">What is there is no report.</exception>
    public Report Read(ArchivedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return ReportReader.Read(ReadJson(run));
    }

    public byte[] ReadJson(ArchivedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return File.ReadAllBytes(state.In(Folder, NameOf(run)));
    }

    /// <summary>What the run was compiled from; null if that is not kept.</summary>
    public string? ReadInputs(ArchivedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var path = state.In(Folder, InputsOf(run.Number));
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <param name="inputs">For a replay; null if there can be none.</param>
    public void Add(Report report, string? inputs)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (inputs is not null)
            state.Write(state.In(Folder, InputsOf(report.Number)), inputs);
        state.Write(state.In(Folder, NameOf(new(report.Number, ReportDocument.Name(report.Status)))), ReportDocument.ToJson(report).Span);
    }

    /// <summary>Lets go of the oldest; of runs that changed nothing sooner than of others.</summary>
    public void Trim()
    {
        var runs = List();
        var unchanged = ReportDocument.Name(RunStatus.Unchanged);
        foreach (var run in runs.Where(run => run.Status == unchanged).Skip(MostUnchanged).Concat(runs.Where(run => run.Status != unchanged).Skip(MostOthers)))
        {
            File.Delete(state.In(Folder, NameOf(run)));
            File.Delete(state.In(Folder, InputsOf(run.Number)));
        }
    }

    private static string NameOf(ArchivedRun run) => $"{Digits(run.Number)}-{run.Status}{ReportEnding}";

    private static string InputsOf(long number) => $"{Digits(number)}{InputsEnding}";

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture).PadLeft(NumberDigits, '0');

    private static ArchivedRun? Parse(string name)
    {
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && name.EndsWith(ReportEnding, StringComparison.Ordinal) && long.TryParse(name[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(number, name[(dash + 1)..^ReportEnding.Length])
            : null;
    }
}

/// <param name="Status">As its report says it: <c>changed</c>.</param>
public sealed record ArchivedRun(long Number, string Status);
