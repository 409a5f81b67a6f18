using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Converge.Cli.Output;

/// <summary>Text as bytes, without a replacement for what has none.</summary>
internal static class Encoded
{
    /// <exception cref="UserException">There is half of a character in it.</exception>
    public static ReadOnlyMemory<byte> Of(string output)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(output.Length)];
        if (Utf8.FromUtf16(output, bytes, out var read, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
            throw new UserException($"the output has half of a character at position {read}, which cannot be printed");
        return bytes.AsMemory(0, written);
    }
}
