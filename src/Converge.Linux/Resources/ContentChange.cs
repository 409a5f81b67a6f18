using System.Text;
using System.Text.Unicode;
using Converge.Language.Values;
using Converge.Plans;

namespace Converge.Linux.Resources;

/// <summary>Compares what is in a file with what should be: by its bytes.</summary>
internal static class ContentChange
{
    public const string Property = "content";

    /// <param name="present">Null if there is no file.</param>
    /// <returns>Null if it is the same.</returns>
    public static Change? Of(ReadOnlyMemory<byte>? present, FileContent desired) => present is { } bytes && bytes.Span.SequenceEqual(desired.Bytes.Span)
        ? null
        : new(Property, present is { } old ? Show(old, desired.IsSecret) : Value.Null, Show(desired.Bytes, desired.IsSecret));

    /// <summary>As a text to compare line by line, if it is one.</summary>
    private static Value Show(ReadOnlyMemory<byte> content, bool isSecret)
    {
        var isText = Utf8.IsValid(content.Span) && !content.Span.Contains((byte)0);
        return Value.Text(isText ? Encoding.UTF8.GetString(content.Span) : $"{content.Length} bytes that are no text", isSecret);
    }
}
