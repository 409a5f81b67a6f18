using System.Security.Cryptography;

namespace Converge.Resources.Machines;

/// <summary>Files as they are. A link is never followed as the last part of a path.</summary>
public interface IFiles
{
    /// <returns>Null if there is nothing.</returns>
    /// <exception cref="UnreadableException">It cannot be told.</exception>
    FileStatus? Stat(string path);

    /// <returns>The content of a regular file; null if there is none.</returns>
    /// <exception cref="UnreadableException">It may not be read, or cannot.</exception>
    ReadOnlyMemory<byte>? Read(string path);

    /// <summary>
    /// Whether what <see cref="Stat"/> said is a regular file has exactly this content: what is right needs not be kept in memory.
    /// </summary>
    /// <exception cref="UnreadableException">It may not be read, or cannot.</exception>
    bool Holds(string path, ReadOnlySpan<byte> content) => Read(path) is { } present && present.Span.SequenceEqual(content);

    /// <returns>The sum of a regular file's content in lower case; null if there is none.</returns>
    /// <exception cref="UnreadableException">It may not be read, or cannot.</exception>
    string? Sha256(string path) => Read(path) is { } content ? Convert.ToHexStringLower(SHA256.HashData(content.Span)) : null;

    /// <returns>Null if there is no link.</returns>
    /// <exception cref="UnreadableException">It cannot be told.</exception>
    string? ReadLink(string path);

    /// <returns>Names in a directory, in ordinal order; null if there is none.</returns>
    /// <exception cref="UnreadableException">It may not be read.</exception>
    IReadOnlyList<string>? List(string path);
}

public enum FileKind
{
    File,
    Directory,
    Link,
    Other,
}

/// <param name="Mode">The permission bits, with setuid, setgid and sticky.</param>
public readonly record struct FileStatus(FileKind Kind, int Mode, uint Uid, uint Gid, long Size, DateTimeOffset Modified);

/// <summary>Something on the machine could not be read; the message says what and why, for people.</summary>
public sealed class UnreadableException(string message) : Exception(message);
