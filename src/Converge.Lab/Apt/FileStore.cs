using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;

namespace Converge.Lab.Apt;

/// <summary>What a repository said of a file. A file that it does not have is remembered too: without it nothing would work offline that asks for more than there is.</summary>
internal sealed record FileDescription(string Url, bool IsAbsent, string? ContentType, string? LastModified, string? ETag);

[JsonSerializable(typeof(FileDescription))]
internal sealed partial class FileDescriptionJson : JsonSerializerContext;

/// <summary>
/// The files that are kept, each with its description at its head, so that one rename replaces both at once: other
/// processes use the same folder. When a file was last known to be right is the time of its last change.
/// </summary>
internal sealed class FileStore
{
    private const string Magic = "converge-apt-1 ";
    private const int LengthDigits = 19;
    private const int LongestHead = 16 * 1024;
    private const FileShare Everybody = FileShare.ReadWrite | FileShare.Delete;

    private readonly Lock _room = new();
    private readonly string _folder;
    private readonly string _partial;
    private long? _size;

    public FileStore(string folder)
    {
        _folder = folder;
        _partial = Path.Combine(folder, "partial");
        Directory.CreateDirectory(_partial);
        RemoveAbandoned();
    }

    /// <summary>Null if there is none, or none that is whole.</summary>
    public StoredFile? Open(string key)
    {
        var path = PathOf(key);
        try
        {
            if (!File.Exists(path))
                return null;
            var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, Everybody, FileOptions.Asynchronous);
            if (Read(handle) is { } stored)
                return stored;
            handle.Dispose();
            File.Delete(path);
        }
        catch (FileNotFoundException)
        {
            // Another process made room.
        }
        return null;
    }

    public PartialFile Create(FileDescription description)
    {
        while (true)
        {
            var path = Path.Combine(_partial, Guid.NewGuid().ToString("N"));
            try
            {
                // The platform locks what it opens, shared here; RemoveAbandoned asks for it alone.
                var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, Everybody, FileOptions.Asynchronous);
                if (File.Exists(path))
                    return new(handle, path, Head(description));
                handle.Dispose();
            }
            catch (IOException) when (File.Exists(path))
            {
                // Between making and locking it another process took it for abandoned.
            }
        }
    }

    /// <summary>Puts a complete file in its place.</summary>
    public void Keep(PartialFile partial, string key, DateTimeOffset at)
    {
        var length = Encode(partial.Written.ToString(CultureInfo.InvariantCulture).PadLeft(LengthDigits, '0'));
        RandomAccess.Write(partial.Handle, length, Magic.Length);
        File.SetLastWriteTimeUtc(partial.Handle, at.UtcDateTime);
        File.SetLastAccessTimeUtc(partial.Handle, at.UtcDateTime);
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(partial.Path, path, overwrite: true);
    }

    /// <summary>Removes what was used the longest time ago. Whoever reads such a file reads on.</summary>
    /// <param name="added">What has come since the last time.</param>
    /// <param name="spared">The file that has just come; somebody waits for it.</param>
    public void MakeRoom(long most, long added, string spared)
    {
        lock (_room)
        {
            // Counting takes a while where there are many files. What other processes add is seen when they count.
            if (_size is { } known && known + added <= most)
            {
                _size = known + added;
                return;
            }
            var files = new DirectoryInfo(_folder).EnumerateDirectories("??").SelectMany(static folder => folder.EnumerateFiles()).ToList();
            var size = files.Sum(static file => file.Length);
            var enough = size > most ? most - most / 10 : most;
            foreach (var file in files.Where(file => file.Name != spared).OrderBy(static file => file.LastAccessTimeUtc))
            {
                if (size <= enough)
                    break;
                size -= file.Length;
                file.Delete();
            }
            _size = size;
        }
    }

    private string PathOf(string key) => Path.Combine(_folder, key[..2], key);

    private static byte[] Head(FileDescription description) =>
        [.. Encode(Magic + new string('-', LengthDigits) + " "), .. JsonSerializer.SerializeToUtf8Bytes(description, FileDescriptionJson.Default.FileDescription), (byte)'\n'];

    private static StoredFile? Read(SafeFileHandle handle)
    {
        var head = new byte[LongestHead];
        var count = RandomAccess.Read(handle, head, 0);
        var end = Array.IndexOf(head, (byte)'\n', 0, count);
        var start = Magic.Length + LengthDigits + 1;
        if (end < start || !head.AsSpan().StartsWith(Encode(Magic)) || !long.TryParse(head.AsSpan(Magic.Length, LengthDigits), CultureInfo.InvariantCulture, out var length))
            return null;
        // A machine that lost power may have the name of a file and not its content.
        if (RandomAccess.GetLength(handle) != end + 1 + length)
            return null;
        try
        {
            var description = JsonSerializer.Deserialize(head.AsSpan(start, end - start), FileDescriptionJson.Default.FileDescription);
            return description is null ? null : new(handle, description, end + 1, length);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Encode(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    /// <summary>Removes what a process left that was killed. One that is alive has its files locked.</summary>
    private void RemoveAbandoned()
    {
        foreach (var path in Directory.EnumerateFiles(_partial))
        {
            try
            {
                using var alone = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                File.Delete(path);
            }
            catch (IOException)
            {
                // In use, or complete by now.
            }
        }
    }
}

/// <summary>A file that is being fetched. Several clients may read what is there already.</summary>
internal sealed class PartialFile : IDisposable
{
    private readonly int _headLength;

    public PartialFile(SafeFileHandle handle, string path, byte[] head)
    {
        (Handle, Path, _headLength) = (handle, path, head.Length);
        RandomAccess.Write(handle, head, 0);
    }

    public SafeFileHandle Handle { get; }

    public string Path { get; }

    /// <summary>The bytes of the content, without the description.</summary>
    public long Written { get; private set; }

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await RandomAccess.WriteAsync(Handle, bytes, _headLength + Written, cancel);
        Written += bytes.Length;
    }

    public OpenPart OpenForReading() => new(File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous), _headLength);

    /// <summary>Removes it, unless it was put in its place.</summary>
    public void Dispose()
    {
        Handle.Dispose();
        File.Delete(Path);
    }
}

/// <summary>The content of a file, which begins after its description.</summary>
internal record OpenPart(SafeFileHandle Handle, int Start) : IDisposable
{
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancel) => RandomAccess.ReadAsync(Handle, buffer, Start + offset, cancel);

    public void Dispose()
    {
        Handle.Dispose();
        GC.SuppressFinalize(this);
    }
}

internal sealed record StoredFile(SafeFileHandle Handle, FileDescription Description, int Start, long Length) : OpenPart(Handle, Start), IContent
{
    long? IContent.Length => Length;

    /// <summary>When the repository last said that this is the file.</summary>
    public DateTimeOffset CheckedAt { get; private set; } = new(File.GetLastWriteTimeUtc(Handle));

    public void Check(DateTimeOffset at)
    {
        CheckedAt = at;
        File.SetLastWriteTimeUtc(Handle, at.UtcDateTime);
    }

    public void Use(DateTimeOffset at) => File.SetLastAccessTimeUtc(Handle, at.UtcDateTime);
}
