using System.Buffers.Binary;
using System.Text;

namespace Converge.Resources.Types;

/// <summary>Public keys of SSH and hashes of passwords.</summary>
internal static class KeyText
{
    private static readonly string[] Kinds =
    [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ];

    /// <summary>A line of <c>authorized_keys</c>; options may stand before the key.</summary>
    public static PropertyType AuthorizedKey { get; } =
        new ParsedType("a public key of SSH", static w => ReadKey(w, mayHaveOptions: true)) { IsSecret = true };

    /// <summary>What <c>known_hosts</c> has behind the name of the host.</summary>
    public static PropertyType HostKey { get; } = new ParsedType("a public key of SSH", static w => ReadKey(w, mayHaveOptions: false));

    public static PropertyType PasswordHash { get; } = new ParsedType("the hash of a password", ReadHash) { IsSecret = true };

    private static string? ReadKey(Written written, bool mayHaveOptions)
    {
        if (written.Text.Contains("PRIVATE KEY", StringComparison.Ordinal))
            return written.Fail(
                "this is a private key: it must be the public one",
                "a private key has no place in a recipe; it is to be changed now");
        if (PlainText.ReadLine(written) is null)
            return null;
        var words = SplitOutsideQuotes(written.Text);
        var kind = words.FindIndex(word => Array.IndexOf(Kinds, word) >= 0);
        if (kind < 0)
            return written.Refuse("public key of SSH", $"its kind, such as {Kinds[0]}, then the key");
        if (kind > (mayHaveOptions ? 1 : 0))
            return written.Fail($"a key has {(mayHaveOptions ? "one word of options" : "nothing")} before its kind '{words[kind]}'");
        if (kind + 1 == words.Count)
            return written.Fail($"nothing stands behind '{words[kind]}': it must be the key in base64");
        return IsOfKind(words[kind + 1], words[kind]) ? string.Join(' ', words) : FailKey(written, words[kind], words[kind + 1]);
    }

    private static string? FailKey(Written written, string kind, string key)
    {
        var at = written.Text.IndexOf(key, StringComparison.Ordinal);
        return written.Fail(
            at..(at + key.Length),
            $"this is no key of the kind '{kind}'",
            "copy the whole line of the file that ends in .pub");
    }

    /// <summary>A key begins with the length and the name of its kind.</summary>
    private static bool IsOfKind(string key, string kind)
    {
        var bytes = new byte[key.Length];
        if (!Convert.TryFromBase64String(key, bytes, out var length) || length <= sizeof(int) + kind.Length)
            return false;
        return BinaryPrimitives.ReadInt32BigEndian(bytes) == kind.Length
            && Encoding.ASCII.GetString(bytes, sizeof(int), kind.Length) == kind;
    }

    private static List<string> SplitOutsideQuotes(string text)
    {
        var (words, word, isQuoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var character in text)
        {
            isQuoted ^= character == '"';
            if (character is not (' ' or '\t') || isQuoted)
            {
                word.Append(character);
                continue;
            }
            if (word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
        }
        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }

    private static string? ReadHash(Written written)
    {
        var text = written.Text;
        if (text.Length > 4 && text[0] == '$' && text.AsSpan(1).Contains('$') && !text.AsSpan().ContainsAny(":\n\r \0"))
            return text;
        var hint = text is "" or "*" || text.StartsWith('!')
            ? "'locked: true' locks the password"
            : "'mkpasswd' and 'openssl passwd -6' make one";
        // What is no hash may be the password itself, and is not shown.
        return written.Fail("this is no hash of a password: it must be as in /etc/shadow, such as $6$salt$hash", hint);
    }
}
