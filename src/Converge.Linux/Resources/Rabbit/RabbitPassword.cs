using System.Security.Cryptography;
using System.Text;

namespace Converge.Linux.Resources.Rabbit;

/// <summary>
/// What RabbitMQ keeps of a password: a salt of four bytes, and the hash of both. Whoever has the password can tell whether it is
/// the right one, and the broker need not be handed it.
/// </summary>
internal static class RabbitPassword
{
    public const string Algorithm = "rabbit_password_hashing_sha256";

    private const string Longer = "rabbit_password_hashing_sha512";
    private const int SaltLength = 4;

    public static string Hash(string password) => Convert.ToBase64String(Hash(password, RandomNumberGenerator.GetBytes(SaltLength), Algorithm));

    /// <summary>Whether a hash is that of a password; one of an algorithm that is not known here is none.</summary>
    public static bool Fits(string hash, string algorithm, string password)
    {
        var bytes = new byte[hash.Length];
        return algorithm is Algorithm or Longer && Convert.TryFromBase64String(hash, bytes, out var length) && length > SaltLength
            && CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, length), Hash(password, bytes[..SaltLength], algorithm));
    }

    private static byte[] Hash(string password, byte[] salt, string algorithm)
    {
        byte[] salted = [.. salt, .. Encoding.UTF8.GetBytes(password)];
        return [.. salt, .. algorithm == Longer ? SHA512.HashData(salted) : SHA256.HashData(salted)];
    }
}
