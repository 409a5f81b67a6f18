using System.Buffers;
using System.Security.Cryptography;
using Converge.Language.Values;

namespace Converge.Recipes.Secrets;

/// <summary>Makes new values of the kind of old ones.</summary>
public static class RandomSecret
{
    private const string Digits = "0123456789";
    private const string LowerHex = Digits + "abcdef";
    private const string UpperHex = Digits + "ABCDEF";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Base64Marks = "+/=";
    private const int ShortestHex = 16;

    private static readonly SearchValues<char> Base64 = SearchValues.Create($"{Letters}{Digits}{Base64Marks}");

    public static SecretText Of(int length) => new(RandomNumberGenerator.GetString($"{Letters}{Digits}", length));

    /// <summary>As long as an old one, and of the same characters; null if it is no text that can be made by chance, such as a key with its lines.</summary>
    public static SecretText? Like(SecretText old)
    {
        ArgumentNullException.ThrowIfNull(old);
        var text = old.Reveal();
        if (text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return null;
        if (Guid.TryParseExact(text, "D", out _))
            return new(Guid.NewGuid().ToString("D"));
        if (text.Length % 4 == 0 && text.AsSpan().ContainsAny(Base64Marks) && !text.AsSpan().ContainsAnyExcept(Base64) && TryDecode(text) is { } bytes)
            return new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes)));
        return new(RandomNumberGenerator.GetString(AlphabetOf(text), text.Length));
    }

    private static string AlphabetOf(string text)
    {
        if (text.All(char.IsAsciiDigit))
            return Digits;
        var hex = Array.Find([LowerHex, UpperHex], alphabet => text.Length >= ShortestHex && !text.AsSpan().ContainsAnyExcept(alphabet));
        // Other marks may mean something where it is used.
        return hex ?? $"{Letters}{Digits}{string.Concat(text.Where(static c => !char.IsAsciiLetterOrDigit(c)).Distinct())}";
    }

    private static int? TryDecode(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out var length) ? length : null;
}
