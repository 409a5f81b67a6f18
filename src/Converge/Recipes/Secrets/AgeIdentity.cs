using System.Text;
using Converge.Language.Values;

namespace Converge.Recipes.Secrets;

/// <summary>A file with a secret key, which age reads by itself: the key does not come into this process.</summary>
public sealed class AgeIdentity
{
    /// <summary>Where a machine has the one that it decrypts with by itself.</summary>
    public const string OfMachine = "/etc/converge/identity.txt";

    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private AgeIdentity(string path) => Path = path;

    public string Path { get; }

    /// <summary>Null, with a problem, if the file cannot be a key, or others can read it.</summary>
    public static AgeIdentity? Open(string path, out SecretProblem? problem)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            problem = Examine(full, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = new($"the identity '{path}' cannot be read: {e.Message}");
        }
        return problem is null ? new(full) : null;
    }

    /// <summary>Makes a new one in a file that only its owner can read.</summary>
    /// <returns>Its public key, or why there is none.</returns>
    public static async Task<(string? PublicKey, SecretProblem? Problem)> CreateAsync(string path, CancellationToken cancel)
    {
        if (System.IO.Path.Exists(path))
            return (null, new($"there is '{path}' already", "nothing was made: whatever is encrypted for it would be lost with it"));
        var made = await AgeProcess.RunAsync("age-keygen", [], default, cancel).ConfigureAwait(false);
        if (made.Bytes is not { } key)
            return (null, made.Problem);
        try
        {
            Write(path, key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, new($"cannot write '{path}': {e.Message}"));
        }
        finally
        {
            Array.Clear(key);
        }
        return Open(path, out var problem) is { } identity ? await identity.PublicKeyAsync(cancel).ConfigureAwait(false) : (null, problem);
    }

    /// <summary>The key that others encrypt for.</summary>
    public async Task<(string? PublicKey, SecretProblem? Problem)> PublicKeyAsync(CancellationToken cancel)
    {
        var told = await AgeProcess.RunAsync("age-keygen", ["-y", Path], default, cancel).ConfigureAwait(false);
        return told.Bytes is { } bytes ? (Encoding.UTF8.GetString(bytes).Trim(), null) : (null, told.Problem);
    }

    internal async Task<(SecretText? Text, SecretProblem? Problem)> DecryptAsync(SealedValue value, CancellationToken cancel)
    {
        var output = await AgeProcess.RunAsync("age", ["--decrypt", "--identity", Path], value.Age, cancel).ConfigureAwait(false);
        if (output.Bytes is not { } bytes)
            return (null, output.Problem!.Message.StartsWith("no identity matched", StringComparison.Ordinal) ? NotForIt(value) : output.Problem);
        try
        {
            return (new(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes)), null);
        }
        catch (ArgumentException)
        {
            return (null, new("it is not UTF-8"));
        }
        finally
        {
            Array.Clear(bytes);
        }
    }

    private static void Write(string path, byte[] key)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException();
        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using var file = new FileStream(path, options);
        file.Write(key);
        file.Flush(flushToDisk: true);
    }

    private SecretProblem NotForIt(SealedValue value) => new(
        $"it is not encrypted for the identity '{Path}'{(value.For.IsEmpty ? "" : $", but for {string.Join(", ", value.For)}")}",
        $"somebody who can decrypt it adds the key to {RecipientFile.Path} and runs 'converge secret rekey'");

    private static SecretProblem? Examine(string full, string shown)
    {
        if (!File.Exists(full))
            return new($"there is no identity '{shown}'", "'age-keygen -o FILE' makes one");
        if ((new FileInfo(full).UnixFileMode & OfOthers) != 0)
            return new($"the identity '{shown}' can be read by others", $"'chmod 600 {shown}'");
        using var reader = new StreamReader(full);
        var first = new char[64];
        var start = new string(first, 0, reader.ReadBlock(first));
        Array.Clear(first);
        return start.StartsWith("age-encryption.org/", StringComparison.Ordinal) || start.StartsWith("-----BEGIN AGE ENCRYPTED", StringComparison.Ordinal)
            ? new($"the identity '{shown}' has a passphrase, which nobody could be asked for", "decrypt it to a folder in memory: 'age --decrypt --output /dev/shm/identity.txt FILE'")
            : null;
    }
}
