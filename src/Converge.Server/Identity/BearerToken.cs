using System.Security.Cryptography;
using System.Text;

namespace Converge.Server.Identity;

/// <summary>
/// A token as its owner has it: what kind it is, an id by which it is looked up and talked about, and 256 bits that
/// nobody can guess. The server keeps only the hash.
/// </summary>
internal readonly record struct BearerToken(string Id, string Text)
{
    public const string OfOperator = "cvo";
    public const string OfEnrolment = "cve";

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int IdLength = 10;

    // 62^43 > 2^256
    private const int SecretLength = 43;

    public string Hash => HashOf(Text);

    public static BearerToken Make(string kind)
    {
        var id = RandomNumberGenerator.GetString(Alphabet, IdLength);
        return new(id, $"{kind}_{id}_{RandomNumberGenerator.GetString(Alphabet, SecretLength)}");
    }

    /// <returns>Null if it does not look like one of that kind.</returns>
    public static BearerToken? TryParse(string kind, string text)
    {
        if (text.Length != kind.Length + IdLength + SecretLength + 2 || !text.StartsWith($"{kind}_", StringComparison.Ordinal) || text[kind.Length + 1 + IdLength] != '_')
            return null;
        var id = text.Substring(kind.Length + 1, IdLength);
        return IsWord(id) && IsWord(text.AsSpan(kind.Length + IdLength + 2)) ? new(id, text) : null;
    }

    /// <summary>Whether it is the one with that hash, in the same time whether it is or not.</summary>
    public bool Is(string hash) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(hash));

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>It is never shown by accident.</summary>
    public override string ToString() => Id;

    private static bool IsWord(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character))
                return false;
        }
        return true;
    }
}
