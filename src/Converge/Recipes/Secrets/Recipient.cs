using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Converge.Language.Text;

namespace Converge.Recipes.Secrets;

/// <summary>Somebody who can decrypt: a person, or the server of an environment, with one of their public keys.</summary>
public sealed record Recipient(string Name, string Key, SourceSpan At)
{
    public const string KeyForm = "a public key as 'age-keygen -y' prints it, 'age1…', or an SSH key, 'ssh-ed25519 …'";

    private const int FingerprintDigits = 8;

    private static readonly SearchValues<char> Bech32 = SearchValues.Create("qpzry9x8gf2tvdw0s3jn54khce6mua7l");

    /// <summary>How values name it: with a fingerprint, so that another key is another recipient.</summary>
    public string Mark { get; } = $"{Name}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))[..FingerprintDigits]}";

    /// <summary>Whether it can be a key. Plugins of age are other programs, which nobody runs here.</summary>
    public static bool IsKey(string text)
    {
        const int AgeLength = 62;
        var words = text.Split(' ');
        return words is [_]
            ? text.Length == AgeLength && text.StartsWith("age1", StringComparison.Ordinal) && !text.AsSpan(4).ContainsAnyExcept(Bech32)
            : words is ["ssh-ed25519" or "ssh-rsa", { Length: > 40 }, ..];
    }

    /// <summary>A key without the comment that an SSH key may have.</summary>
    internal static string Bare(string text) => text.Split(' ') is [var kind, var key, _, ..] ? $"{kind} {key}" : text;
}
