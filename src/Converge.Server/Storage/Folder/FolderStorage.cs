using System.Globalization;
using System.Text;
using Converge.Protocol;
using Converge.Server.Storage.Documents;

namespace Converge.Server.Storage.Folder;

/// <summary>The storage of one server, in a folder: files that people can read, too.</summary>
internal sealed class FolderStorage : IStorage, IStorageImport
{
    private const string Format = "format.json";
    private const int Version = 1;

    private static readonly TimeSpan FlushPeriod = TimeSpan.FromSeconds(60);

    private readonly FileStream _lock;
    private readonly FolderWriter _writer;
    private readonly FolderNodes _nodes;
    private readonly FolderRuns _runs;
    private readonly FolderAudit _audit;
    private readonly FolderRecords _records;
    private readonly ITimer _flush;
    private bool _isDisposed;

    private FolderStorage(FileStream held, FolderFiles files, TimeProvider time, Action<string> warn)
    {
        var sharing = new Sharing();
        (_lock, _writer) = (held, new(files));
        _nodes = new(files, _writer, sharing, Tell);
        _runs = new(files, _writer, sharing, Tell);
        _audit = new(files, _writer, time);
        _records = new(files, _writer, Tell);
        _flush = time.CreateTimer(_ => _ = FlushAsync(warn), null, FlushPeriod, FlushPeriod);
    }

    public INodeStorage Nodes => _nodes;

    public IRunStorage Runs => _runs;

    public IAuditStorage Audit => _audit;

    public IRecordStorage Records => _records;

    public Action<StorageChange>? Changed { get; set; }

    public Task RestoreAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancel) => _audit.RestoreAsync(entries, cancel);

    public Task RaiseGenerationAsync(long generation, CancellationToken cancel) => _nodes.RaiseGenerationAsync(generation, cancel);

    /// <exception cref="StorageException">Another server has it, or it is of a newer one.</exception>
    public static async Task<FolderStorage> OpenAsync(string folder, TimeProvider time, Action<string> warn, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var held = Hold(folder, time);
        try
        {
            var files = new FolderFiles(folder, time, warn);
            var format = SmallFile.ReadNumber(files, Format);
            if (format > Version)
                throw new StorageException($"the storage '{folder}' is of a newer server: its format is {format}, expected {Version} at most");
            var storage = new FolderStorage(held, files, time, warn);
            await storage.LoadAsync(isNew: format == 0, cancel);
            return storage;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _flush.DisposeAsync();
        await _nodes.FlushAsync(CancellationToken.None);
        await _writer.DisposeAsync();
        await _lock.DisposeAsync();
    }

    private async Task LoadAsync(bool isNew, CancellationToken cancel)
    {
        try
        {
            await Task.Run(
                () =>
                {
                    _nodes.Load();
                    _runs.Load();
                    _audit.Load();
                    _records.Load();
                },
                cancel);
            if (isNew)
                await _writer.ChangeAsync(Format, static () => new Decision<bool>(Answer: true, [new(Format, SmallFile.WriteNumber(Version))]), cancel);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private void Tell(StorageChange change) => Changed?.Invoke(change);

    private async Task FlushAsync(Action<string> warn)
    {
        try
        {
            await _nodes.FlushAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            warn($"when nodes were seen cannot be written: {e.Message}");
        }
        catch (ObjectDisposedException)
        {
            // It ends, and writes it then.
        }
    }

    private static FileStream Hold(string folder, TimeProvider time)
    {
        var path = Path.Combine(folder, "lock");
        FileStream file;
        try
        {
            file = new(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new StorageException($"another server has the storage '{folder}'", "one folder is for one server; several servers need a PostgreSQL database", e);
        }
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} since {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC\n")));
        file.Flush();
        return file;
    }
}
