using System.Collections.Concurrent;
using System.Globalization;
using Converge.Protocol;
using Converge.Server.Storage.Documents;

namespace Converge.Server.Storage.Folder;

/// <summary>A file for each run, in a folder for the day of its end. Only the summaries are in memory.</summary>
internal sealed class FolderRuns(FolderFiles files, FolderWriter writer, Sharing sharing, Action<StorageChange> changed) : IRunStorage
{
    private const string Runs = "runs";
    private const string Ending = ".json.gz";

    private readonly RunIndex _index = new();

    public void Load()
    {
        var (read, broken) = (new ConcurrentBag<RunSummary>(), new ConcurrentBag<(string File, string Reason)>());
        var all = files.Folders(Runs).SelectMany(day => files.Files($"{Runs}/{day}").Select(name => $"{Runs}/{day}/{name}"));
        Parallel.ForEach(all, path =>
        {
            try
            {
                var run = RunFile.ReadSummary(files.PathOf(path));
                if (PathOf(run) != path)
                    throw new FormatException($"it is of run '{run.Id}'");
                read.Add(Share(run));
            }
            catch (Exception e) when (SmallFile.IsBroken(e))
            {
                broken.Add((path, e.Message));
            }
        });
        foreach (var (file, reason) in broken)
            files.SetAside(file, reason);
        foreach (var run in read)
            _index.Add(run);
    }

    public async ValueTask<bool> AddAsync(RunSummary run, ReadOnlyMemory<byte> report, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(run);
        StoredName.Check(run.Id);
        StoredName.Check(run.Node);
        if (_index.Find(run.Id) is not null)
            return false;
        var file = RunFile.Write(run, report.Span);
        return await writer.ChangeAsync($"{Runs}/{run.Id}", () => Add(run, file), cancel);
    }

    public ValueTask<RunSummary?> FindAsync(string id, CancellationToken cancel) => new(_index.Find(id));

    public ValueTask<ReadOnlyMemory<byte>?> ReadReportAsync(string id, CancellationToken cancel)
    {
        try
        {
            return new(_index.Find(id) is { } run ? RunFile.ReadReport(files.PathOf(PathOf(run))) : null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // It was just removed.
            return new((ReadOnlyMemory<byte>?)null);
        }
    }

    public ValueTask<Page<RunSummary>> ListAsync(RunFilter filter, string? after, int limit, CancellationToken cancel) =>
        new(_index.List(filter, after is null ? null : Cursor.ReadRun(after), limit));

    public async ValueTask<int> TrimAsync(DateTimeOffset before, int keptPerNode, CancellationToken cancel) =>
        await writer.ChangeAsync(Runs, () => Trim(before, keptPerNode), cancel);

    private Decision<bool> Add(RunSummary run, byte[] file)
    {
        if (_index.Find(run.Id) is not null)
            return new(answer: false);
        return new(Answer: true, [new(PathOf(run), file)], () =>
        {
            _index.Add(Share(run));
            changed(new(ChangeKind.Run, run.Id));
        });
    }

    private Decision<int> Trim(DateTimeOffset before, int keptPerNode)
    {
        var old = _index.FindOld(before, keptPerNode);
        return new(old.Count, [.. old.Select(static run => new FileWork(PathOf(run), null))], () =>
        {
            foreach (var run in old)
                _index.Remove(run);
            foreach (var day in old.Select(DayOf).Distinct())
                files.RemoveFolder(day);
        });
    }

    private RunSummary Share(RunSummary run) => run with
    {
        Node = sharing.Share(run.Node),
        Status = sharing.Share(run.Status),
        Environment = sharing.Share(run.Environment),
        Commit = run.Commit is null ? null : sharing.Share(run.Commit),
        Trigger = sharing.Share(run.Trigger),
    };

    private static string DayOf(RunSummary run) => string.Create(CultureInfo.InvariantCulture, $"{Runs}/{run.End.UtcDateTime:yyyy-MM-dd}");

    private static string PathOf(RunSummary run) => $"{DayOf(run)}/{FileName.Of(run.Id)}{Ending}";
}
