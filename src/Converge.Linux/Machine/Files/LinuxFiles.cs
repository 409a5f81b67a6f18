using System.Buffers;
using System.Text;
using Converge.Resources.Machines;
using Microsoft.Win32.SafeHandles;

namespace Converge.Linux.Machine.Files;

/// <summary>
/// Files as the kernel has them at the moment of the question: nothing is remembered, the kernel does that. A path
/// without links, which nearly all are, is opened by one call that fails at a link; only then is it walked.
/// </summary>
/// <param name="root">Where paths start; absolute links stay in it, too.</param>
public sealed partial class LinuxFiles(string root = "/") : IFiles, IDisposable
{
    private const int LongestStackPath = 512;
    private const int LongestLink = 4096;
    private const int Page = 4096;
    private const int Piece = 64 * 1024;
    private const int Permissions = 0xfff;
    private const int LargestFile = 1 << 30;

    // Whether the kernel has no openat2, or something in between does not let it pass.
    private static volatile bool _mustWalk;

    private readonly Lazy<OpenFile> _root = new(() => OpenRoot(root));
    private readonly uint _reader = LibC.EffectiveUser();

    /// <inheritdoc/>
    public FileStatus? Stat(string path)
    {
        using var file = Open(path, LibC.PathOnly | LibC.NoFollow);
        if (!file.IsOpen)
            return file.IsNothing ? null : throw Unreadable(path, file);
        return Describe(StatusOf(file, path));
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? Read(string path) => Read(path, follow: false);

    /// <inheritdoc/>
    public bool Holds(string path, ReadOnlySpan<byte> content)
    {
        using var file = Open(path, LibC.NoFollow | LibC.NonBlocking | LibC.NoTerminal);
        if (!file.IsOpen)
            return file.IsNothing ? false : throw Unreadable(path, file);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (true)
            {
                // One byte more tells whether the file ends here, too, without another question.
                var asked = Math.Min(buffer.Length, content.Length + 1);
                var count = LibC.Read(file.Descriptor, buffer.AsSpan(0, asked));
                if (count < 0)
                    throw Unreadable(path, new(count));
                if (count > content.Length || !content[..count].SequenceEqual(buffer.AsSpan(0, count)))
                    return false;
                content = content[count..];
                if (count == 0 || (content.IsEmpty && count < asked))
                    return content.IsEmpty;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public string? ReadLink(string path)
    {
        using var file = Open(path, LibC.PathOnly | LibC.NoFollow);
        if (!file.IsOpen)
            return file.IsNothing ? null : throw Unreadable(path, file);
        Span<byte> target = stackalloc byte[LongestLink];
        var length = LibC.ReadLink(file.Descriptor, target);
        // What is no link has nowhere to lead.
        if (length < 0)
            return length is -LibC.InvalidArgument or -LibC.NoEntry ? null : throw Unreadable(path, new(length));
        return Encoding.UTF8.GetString(target[..length]);
    }

    /// <summary>As <see cref="Read(string)"/>, with links as the last part followed: for the machine's own databases.</summary>
    internal ReadOnlyMemory<byte>? ReadThrough(string path) => Read(path, follow: true);

    /// <summary>A database that is too large to be read at once; null if there is none.</summary>
    internal FileStream? OpenStream(string path)
    {
        var file = Open(path, LibC.NoFollow | LibC.NonBlocking | LibC.NoTerminal, follow: true);
        if (!file.IsOpen)
            return file.IsNothing ? null : throw Unreadable(path, file);
        return new(new SafeFileHandle(file.Descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 0);
    }

    /// <summary>A directory to make changes in; links on the way are followed where nobody else could have led astray.</summary>
    internal OpenFile OpenFolder(string path)
    {
        var direct = Open(path, LibC.FolderOnly | LibC.NoFollow);
        return direct.Descriptor == -LibC.Loop || direct.Descriptor == -LibC.NotAFolder ? Open(path, LibC.FolderOnly, follow: true) : direct;
    }

    /// <summary>What is in a place itself, without opening it.</summary>
    internal OpenFile OpenPlace(string path) => Open(path, LibC.PathOnly | LibC.NoFollow);

    /// <inheritdoc/>
    public string? Sha256(string path)
    {
        // Also of what is too large to be read at once.
        if (Stat(path) is not { Kind: FileKind.File })
            return null;
        var file = Open(path, LibC.NoFollow | LibC.NonBlocking | LibC.NoTerminal);
        if (!file.IsOpen)
            return file.IsNothing ? null : throw Unreadable(path, file);
        using var stream = new FileStream(new SafeFileHandle(file.Descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 0);
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream));
    }

    /// <summary>What a path is called outside of the root.</summary>
    internal string PathOf(string path) => Path.Join(root, path);

    public void Dispose()
    {
        if (_root.IsValueCreated)
            _root.Value.Dispose();
    }

    private static OpenFile OpenRoot(string root) => new(LibC.OpenAt(-1, Encoding.UTF8.GetBytes($"{Path.GetFullPath(root)}\0"), LibC.PathOnly | LibC.FolderOnly));

    private ReadOnlyMemory<byte>? Read(string path, bool follow)
    {
        // A device or a pipe may do something when it is opened: what it is, is asked first, and again of what was opened.
        using (var place = Open(path, LibC.PathOnly | LibC.NoFollow, follow))
        {
            if (!place.IsOpen)
                return place.IsNothing ? null : throw Unreadable(path, place);
            if (!StatusOf(place, path).IsFile)
                return null;
        }
        using var file = Open(path, LibC.NoFollow | LibC.NonBlocking | LibC.NoTerminal, follow);
        if (!file.IsOpen)
            return file.IsNothing ? null : throw Unreadable(path, file);
        var status = StatusOf(file, path);
        return status.IsFile ? new ReadOnlyMemory<byte>(ReadAll(file, path, status.Size)) : null;
    }

    private static byte[] ReadAll(OpenFile file, string path, ulong size)
    {
        if (size > LargestFile)
            throw new UnreadableException($"too large: '{path}' has {size} bytes");
        // Files of the kernel say that they are empty or have a page, and others may be cut off meanwhile: what counts is the end.
        var (content, length) = (new byte[size == 0 ? Page : (int)size], 0);
        while (true)
        {
            var count = LibC.Read(file.Descriptor, content.AsSpan(length));
            if (count < 0)
                throw Unreadable(path, new(count));
            length += count;
            if (length == (int)size && size > 0)
                return content;
            if (count == 0)
                return content[..length];
            if (length == LargestFile)
                throw new UnreadableException($"too large: '{path}' has more than {LargestFile} bytes");
            if (length == content.Length)
                Array.Resize(ref content, 2 * length);
        }
    }

    private OpenFile Open(string path, int flags, bool follow = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal))
            return new(-LibC.InvalidArgument, "no absolute path");
        if (!_root.Value.IsOpen)
            return _root.Value;
        var descriptor = _mustWalk || follow ? -LibC.Loop : OpenDirectly(path, flags);
        return descriptor == -LibC.Loop ? new PathWalk(_root.Value.Descriptor, _reader, follow).Open(path, flags) : new(descriptor);
    }

    private int OpenDirectly(string path, int flags)
    {
        var most = Encoding.UTF8.GetMaxByteCount(path.Length) + 1;
        var buffer = most <= LongestStackPath ? stackalloc byte[LongestStackPath] : new byte[most];
        buffer[Encoding.UTF8.GetBytes(path, buffer)] = 0;
        var descriptor = LibC.OpenAt2(_root.Value.Descriptor, buffer, flags, LibC.NoLinks | LibC.InRoot);
        if (descriptor is not (-LibC.NotImplemented or -LibC.NotPermitted))
            return descriptor;
        _mustWalk |= descriptor == -LibC.NotImplemented;
        return -LibC.Loop;
    }

    private static LibC.StatX StatusOf(OpenFile file, string path) =>
        LibC.Status(file.Descriptor, out var status) is < 0 and var error ? throw Unreadable(path, new(error)) : status;

    private static FileStatus Describe(in LibC.StatX status) => new(
        status.IsFile ? FileKind.File : status.IsFolder ? FileKind.Directory : status.IsLink ? FileKind.Link : FileKind.Other,
        status.Mode & Permissions,
        status.Uid,
        status.Gid,
        (long)status.Size,
        DateTimeOffset.UnixEpoch.AddTicks((status.ModifiedSeconds * TimeSpan.TicksPerSecond) + (status.ModifiedNanoseconds / 100)));

    private static UnreadableException Unreadable(string path, OpenFile failure) =>
        new($"{failure.Refusal ?? LibC.Describe(-failure.Descriptor)}: '{path}'");
}
