using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Converge.Linux.Machine.Postgres;

/// <summary>
/// What PostgreSQL keeps of a password: nobody can log in with it, and whoever has the password can tell whether it is the right
/// one. It is made here, so that the server never has the password in its hands, nor in its log.
/// </summary>
internal static class ScramVerifier
{
    private const string Mechanism = "SCRAM-SHA-256";
    private const int Iterations = 4096;
    private const int SaltLength = 16;

    public static string Of(string password) => Of(password, RandomNumberGenerator.GetBytes(SaltLength), Iterations);

    /// <summary>Whether a verifier is one of this password; one of another kind is none.</summary>
    public static bool Fits(string verifier, string password)
    {
        if (verifier.Split('$') is not [Mechanism, var how, _] || how.Split(':') is not [var count, var salt])
            return false;
        var bytes = new byte[salt.Length];
        return int.TryParse(count, CultureInfo.InvariantCulture, out var iterations) && iterations is > 0 and <= 1_000_000
            && Convert.TryFromBase64String(salt, bytes, out var length)
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(verifier), Encoding.ASCII.GetBytes(Of(password, bytes[..length], iterations)));
    }

    private static string Of(string password, byte[] salt, int iterations)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(CultureInfo.InvariantCulture, $"{Mechanism}${iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}");
    }
}
