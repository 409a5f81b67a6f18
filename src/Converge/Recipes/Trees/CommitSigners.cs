using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using System.Text;

namespace Converge.Recipes.Trees;

/// <summary>Whose signature commits need.</summary>
/// <param name="file">SSH keys as ssh-keygen(1) describes them under ALLOWED SIGNERS, or an OpenPGP keyring, with or without armour.</param>
/// <param name="folder">For what OpenPGP wants to have in a place of its own; it is made when it is needed.</param>
[SupportedOSPlatform("linux")]
public sealed class CommitSigners(string file, string folder)
{
    private const string ArmourStart = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
    private const string ArmourEnd = "-----END PGP PUBLIC KEY BLOCK-----";

    // Nothing verifies by it.
    private const string Nobody = "/bin/false";

    /// <summary>Whether one of them signed the commit.</summary>
    public bool TryVerify(GitMirror mirror, string commit, [NotNullWhen(false)] out GitProblem? problem)
    {
        ArgumentNullException.ThrowIfNull(mirror);
        if (!TryPrepare(out var settings, out var variables, out problem))
            return false;
        if (!GitProcess.TryRun(mirror.Folder, [.. settings.SelectMany(static setting => (string[])["-c", setting]), "verify-commit", "--raw", commit], out var output, out problem, variables))
            return false;
        if (output.ExitCode == 0)
            return true;
        problem = Explain(commit, output.Error);
        return false;
    }

    /// <summary>Only the kind of signature that the file speaks of counts: for the others git would ask what root trusts.</summary>
    private bool TryPrepare(out string[] settings, out Dictionary<string, string> variables, [NotNullWhen(false)] out GitProblem? problem)
    {
        (settings, variables, problem) = ([], [], null);
        byte[] content;
        try
        {
            content = File.ReadAllBytes(file);
            if (Keyring(content) is { } keyring)
            {
                WriteFolder(keyring);
                variables["GNUPGHOME"] = folder;
                settings = [$"gpg.ssh.program={Nobody}", $"gpg.x509.program={Nobody}", "gpg.minTrustLevel=marginal"];
                return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            problem = new($"it cannot be said who may sign commits: {e.Message}", $"'{file}' should have SSH keys or an OpenPGP keyring");
            return false;
        }
        settings = [$"gpg.ssh.allowedSignersFile={file}", $"gpg.program={Nobody}", $"gpg.openpgp.program={Nobody}", $"gpg.x509.program={Nobody}", "gpg.minTrustLevel=fully"];
        return true;
    }

    /// <summary>The keys as OpenPGP packets; null if it is something else.</summary>
    /// <exception cref="FormatException">There is armour, and nothing in it.</exception>
    private static byte[]? Keyring(byte[] content)
    {
        // The first byte of a packet has the highest bit, which no text begins with.
        if (content is [>= 0x80, ..])
            return content;
        var text = Encoding.ASCII.GetString(content);
        var start = text.IndexOf(ArmourStart, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var keyring = new MemoryStream();
        for (; start >= 0; start = text.IndexOf(ArmourStart, start + 1, StringComparison.Ordinal))
        {
            var end = text.IndexOf(ArmourEnd, start, StringComparison.Ordinal);
            var lines = text[start..(end < 0 ? text.Length : end)].ReplaceLineEndings("\n").Split('\n');
            // Headers end with an empty line; the sum at the end begins with '='.
            keyring.Write(Convert.FromBase64String(string.Concat(lines.SkipWhile(static line => line.Length > 0).TakeWhile(static line => !line.StartsWith('=')))));
        }
        return keyring.ToArray();
    }

    private void WriteFolder(byte[] keyring)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllBytes(Path.Combine(folder, "pubring.gpg"), keyring);
        // Whoever is in there was chosen by root.
        File.WriteAllText(Path.Combine(folder, "gpg.conf"), "trust-model always\nno-autostart\nno-auto-key-retrieve\n");
    }

    private GitProblem Explain(string commit, string error)
    {
        var shown = commit[..12];
        if (error.Length == 0)
            return new($"the commit {shown} is not signed", $"'{file}' says whose signature it needs");
        if (error.Contains("EXPKEYSIG", StringComparison.Ordinal) || error.Contains("REVKEYSIG", StringComparison.Ordinal))
            return new($"the commit {shown} is signed with a key that is not good any more", $"'{file}' has the keys that count");
        if (error.Contains("No principal matched", StringComparison.Ordinal) || error.Contains("NO_PUBKEY", StringComparison.Ordinal) || error.Contains("Good \"git\" signature", StringComparison.Ordinal))
            return new($"the commit {shown} is signed by somebody who may not", $"'{file}' says who may");
        return new($"the signature of the commit {shown} is not good: {error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]}", $"'{file}' says whose signature it needs");
    }
}
