using System.Text;

namespace Converge.Linux.Resources.Mounts;

/// <summary>The fields of <c>/etc/fstab</c>, in which a blank is written as <c>\040</c>.</summary>
internal static class FstabText
{
    private const int Octal = 8;
    private const int EscapeLength = 4;

    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            // A backslash is one of an escape that the user wrote.
            if (character is ' ' or '\t' or '\n' or '#')
                escaped.Append('\\').Append(Convert.ToString(character, Octal).PadLeft(EscapeLength - 1, '0'));
            else
                escaped.Append(character);
        }
        return escaped.ToString();
    }

    public static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
            return field;
        var bytes = Encoding.UTF8.GetBytes(field).AsSpan();
        using var text = new MemoryStream(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var isEscape = bytes is [(byte)'\\', >= (byte)'0' and <= (byte)'3', >= (byte)'0' and <= (byte)'7', >= (byte)'0' and <= (byte)'7', ..];
            text.WriteByte(isEscape ? (byte)(((bytes[1] - '0') << 6) | ((bytes[2] - '0') << 3) | (bytes[3] - '0')) : bytes[0]);
            bytes = bytes[(isEscape ? EscapeLength : 1)..];
        }
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
