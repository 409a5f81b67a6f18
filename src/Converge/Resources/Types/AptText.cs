namespace Converge.Resources.Types;

/// <summary>What configures apt.</summary>
internal static class AptText
{
    /// <summary>A codename, perhaps with parts: <c>bookworm/updates</c>; or a path that ends in <c>/</c>.</summary>
    public static PropertyType Suite { get; } =
        new ParsedType("a suite", static w => ReadWord(w, "suite", "one such as bookworm-updates, or a path that ends in '/'")) { Pattern = @"^\S+$" };

    public static PropertyType Component { get; } =
        new ParsedType("a component", static w => ReadWord(w, "component", "one such as main or non-free-firmware")) { Pattern = @"^\S+$" };

    public static PropertyType Architecture { get; } = new ParsedType("an architecture", ReadArchitecture) { Pattern = "^[a-z0-9-]+$" };

    /// <summary>The key itself, armoured, or the path of a file on the machine.</summary>
    public static PropertyType Key { get; } = new ParsedType("a public key of PGP in ASCII armour, or an absolute path", ReadKey);

    /// <summary>A package, or a pattern of names.</summary>
    public static PropertyType PinnedPackage { get; } = new ParsedType("the name of a package, or a pattern", ReadPinned);

    public static PropertyType Pin { get; } =
        new ParsedType("a pin such as release n=bookworm-backports", ReadPin) { Pattern = "^(release|version|origin) " };

    private static string? ReadWord(Written written, string noun, string expected) =>
        written.Text.Length > 0 && written.Text.All(static c => c is > ' ' and <= '~' and not '[' and not ']')
            ? written.Text
            : written.Refuse(noun, expected);

    private static string? ReadArchitecture(Written written) =>
        written.Text.Length > 0 && written.Text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        ? written.Text
        : written.Refuse("architecture", "one such as amd64 or arm64");

    private static string? ReadKey(Written written)
    {
        var text = written.Text.Trim();
        if (text.StartsWith('/') && !text.Contains('\n', StringComparison.Ordinal))
            return PathText.ReadAbsolute(written);
        if (text.Contains("PRIVATE KEY BLOCK", StringComparison.Ordinal))
            return written.Fail("this is a private key: it must be the public one", "'gpg --armor --export' gives it");
        var isKey = text.StartsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----", StringComparison.Ordinal)
            && text.EndsWith("-----END PGP PUBLIC KEY BLOCK-----", StringComparison.Ordinal);
        return isKey
            ? $"{text}\n"
            : written.Fail(
                "this is no key: it must be a public key of PGP in ASCII armour, or an absolute path",
                "'gpg --armor --export' gives it");
    }

    private static string? ReadPinned(Written written) =>
        written.Text.Length > 0 && written.Text.All(static c => c is > ' ' and <= '~')
            ? written.Text
            : written.Refuse("name of a package", "a name, or a pattern such as postgresql-*");

    private static string? ReadPin(Written written)
    {
        var words = written.Text.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var isPin = words is ["release" or "version" or "origin", _] && PlainText.ReadLine(written) is not null;
        return isPin
            ? string.Join(' ', words)
            : written.Refuse("pin", "'release', 'version' or 'origin' and what is meant, such as release n=bookworm-backports");
    }
}
