using System.Security.Cryptography;
using System.Text;

namespace Converge.Lab.Images;

/// <summary>A name that says what something is made of.</summary>
internal static class Key
{
    private const int Length = 16;

    public static string Of(params IEnumerable<string> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))))[..Length];

    public static async Task<string> OfFileAsync(string path, CancellationToken cancel)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel).ConfigureAwait(false))[..Length];
    }
}
