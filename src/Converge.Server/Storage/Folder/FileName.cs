using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Converge.Server.Storage.Folder;

/// <summary>
/// Names of nodes and the like as names of files. Whatever is not a small letter, a digit, <c>-</c>, <c>_</c> or a dot inside is written
/// as its bytes, so that no name leads out of its folder, is hidden, or is the same as another where capitals do not count.
/// </summary>
internal static class FileName
{
    // A name in a file system has 255 bytes, an ending included.
    private const int Longest = 200;

    public static string Of(string name)
    {
        var escaped = new StringBuilder(name.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(name))
        {
            var isPlain = char.IsAsciiLetterLower((char)unit) || char.IsAsciiDigit((char)unit) || unit is (byte)'-' or (byte)'_' || (unit == '.' && escaped.Length > 0);
            _ = isPlain ? escaped.Append((char)unit) : escaped.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }
        return escaped.Length <= Longest ? escaped.ToString() : $"{escaped.ToString(0, Longest / 2)}%{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";
    }
}
