using System.Text;
using Converge.Language.Values;

namespace Converge.Plans;

/// <summary>The bytes of a file, and whether they may be shown.</summary>
public sealed class FileContent : IEquatable<FileContent>
{
    private FileContent(ReadOnlyMemory<byte> bytes, bool isSecret)
    {
        Bytes = bytes;
        IsSecret = isSecret;
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    public bool IsSecret { get; }

    /// <summary>A text, secret or not.</summary>
    public static FileContent Of(Value text) => text.IsSecret ? new(Encoding.UTF8.GetBytes(text.AsSecret().Reveal()), isSecret: true) : new(Encoding.UTF8.GetBytes(text.AsString()), isSecret: false);

    public static FileContent Of(ReadOnlyMemory<byte> bytes, bool isSecret = false) => new(bytes, isSecret);

    public bool Equals(FileContent? other) => other is not null && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override bool Equals(object? obj) => Equals(obj as FileContent);

    public override int GetHashCode() => Bytes.Length;

    public override string ToString() => IsSecret ? SecretText.Mask : $"{Bytes.Length} bytes";
}
