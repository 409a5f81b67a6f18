using System.Text;
using Converge.Linux.Machine.Files;
using Converge.Plans;

namespace Converge.Linux.State;

/// <summary>
/// What Converge remembers on a machine, for its own user alone: runs, what they replaced, what is still owed. All of it is
/// written in one step and readable with <c>jq</c>.
/// </summary>
public sealed class StateFolder : IDisposable
{
    public const string Usual = "/var/lib/converge";

    private const int OwnerOnly = 0b110_000_000;
    private const int ReadableByAll = 0b110_100_100;
    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly LinuxFiles _files = new();

    /// <param name="path">It need not be there as long as nothing is written.</param>
    public StateFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Journal = new(this);
        Contents = new(this);
        Runs = new(this);
        Wishes = new(this);
        Metrics = new(this);
        Boots = new(this);
    }

    public string Path { get; }

    public RefreshJournal Journal { get; }

    public ContentStore Contents { get; }

    public RunArchive Runs { get; }

    public WishRecord Wishes { get; }

    public MetricsFile Metrics { get; }

    public BootRecord Boots { get; }

    /// <summary>Where what is guarded is kept until it is confirmed.</summary>
    public string Guards => In("guards");

    /// <summary>Makes it if it is not there.</summary>
    /// <exception cref="StepException">It cannot be made, or not be written to.</exception>
    public void Prepare()
    {
        try
        {
            Directory.CreateDirectory(Path, OwnerOnlyFolder);
            foreach (var part in new[] { RefreshJournal.Folder, ContentStore.Folder, RunArchive.Folder })
                Directory.CreateDirectory(In(part), OwnerOnlyFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StepException($"cannot write to '{Path}': {e.Message}");
        }
    }

    public void Dispose() => _files.Dispose();

    public string In(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    public void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, OwnerOnly);

    /// <summary>For a file outside of it that others read.</summary>
    internal void WriteReadable(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text), ReadableByAll);

    private void Write(string path, ReadOnlySpan<byte> content, int mode)
    {
        using var draft = FileDraft.Write(_files, path, content, uid: null, gid: null, mode);
        draft.Put();
    }

    public string? ReadText(string path) => _files.Read(path) is { } content ? Encoding.UTF8.GetString(content.Span) : null;

    /// <summary>Removes a file so that it stays away.</summary>
    public void Remove(string path) => new FileChanges(_files).Remove(path);

    /// <summary>Names in a part of it; none if it is not there, or not for this user.</summary>
    public IReadOnlyList<string> List(string part)
    {
        try
        {
            return Directory.Exists(In(part)) ? [.. Directory.EnumerateFiles(In(part)).Select(System.IO.Path.GetFileName).OfType<string>().Where(static name => name[0] != '.').Order(StringComparer.Ordinal)] : [];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }
}
