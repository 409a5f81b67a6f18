using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Server.Storage;

namespace Converge.Server.Dashboard.RunPages;

/// <summary>Reads the reports of runs. They never change, so what drift there was in them is looked for once.</summary>
internal sealed class StoredReports(IRunStorage runs)
{
    private const int LongestReport = 64 * 1024 * 1024;

    // Of runs; each has few.
    private const int MostRemembered = 20_000;

    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _mended = new(StringComparer.Ordinal);

    /// <summary>Null if there is no such run any more.</summary>
    public async ValueTask<RunReport?> FindAsync(string id, CancellationToken cancel)
    {
        if (await runs.ReadReportAsync(id, cancel).ConfigureAwait(false) is not { } packed)
            return null;
        try
        {
            return RunReport.Read(await Call.UnpackAsync(packed.ToArray(), LongestReport, cancel).ConfigureAwait(false));
        }
        catch (JsonException)
        {
            // It was one when it was taken, so a page need not end because of it.
            return new();
        }
    }

    /// <summary>The resources that a run mended.</summary>
    public async ValueTask<ImmutableArray<string>> MendedAsync(RunSummary run, CancellationToken cancel)
    {
        if (_mended.TryGetValue(run.Id, out var known))
            return known;
        var report = await FindAsync(run.Id, cancel).ConfigureAwait(false);
        ImmutableArray<string> mended = [.. (report?.Resources ?? []).Where(static resource => resource.IsCorrective).Select(static resource => resource.Id)];
        if (_mended.Count >= MostRemembered)
            _mended.Clear();
        return _mended[run.Id] = mended;
    }
}
