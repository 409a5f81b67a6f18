namespace Converge.Resources.Types;

/// <summary>Names of hosts, and what is called by a name in a file of its own.</summary>
internal static class HostText
{
    private const int LongestLabel = 63;
    private const int Longest = 253;

    public static PropertyType Name { get; } =
        new ParsedType("the name of a host", ReadName) { Pattern = @"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.?$" };

    /// <summary>A name, an address, or either with a port as known_hosts has it: <c>[git.example.com]:2222</c>.</summary>
    public static PropertyType NameOrAddress { get; } = new ParsedType("the name or address of a host", ReadNameOrAddress);

    /// <summary>What a certificate is for: <c>*.example.com</c>, too.</summary>
    public static PropertyType CertificateName { get; } = new ParsedType(
        "the name or address of a host",
        ReadCertificateName);

    public static PropertyType Mail { get; } = new ParsedType("a mail address", ReadMail) { Pattern = "^[^@ ]+@[^@ ]+$" };

    private static string? ReadCertificateName(Written written)
    {
        const string Wildcard = "*.";
        if (!written.Text.StartsWith(Wildcard, StringComparison.Ordinal))
            return ReadNameOrAddress(written);
        return ReadName(written with { Text = written.Text[Wildcard.Length..] }) is { } name ? Wildcard + name : null;
    }

    private static string? ReadMail(Written written)
    {
        var at = written.Text.IndexOf('@', StringComparison.Ordinal);
        var isMail = at > 0 && !written.Text.Any(static c => c <= ' ' || ",;<>\"".Contains(c, StringComparison.Ordinal))
            && !written.Text.AsSpan(at + 1).Contains('@');
        if (!isMail)
            return written.Refuse("mail address", "one such as admin@example.com");
        return ReadName(written with { Text = written.Text[(at + 1)..] }) is null ? null : written.Text;
    }

    private static string? ReadName(Written written)
    {
        var text = written.Text.EndsWith('.') ? written.Text[..^1] : written.Text;
        if (text.Length == 0)
            return written.Fail("the name of the host is empty");
        if (text.Length > Longest)
            return written.Fail($"{written.Quoted} is too long: the name of a host has at most {Longest} characters");
        var start = 0;
        foreach (var label in text.Split('.'))
        {
            if (WhyNot(label) is { } why)
                return written.Fail(start..(start + label.Length), $"{written.Quoted} is no name of a host: {why}");
            start += label.Length + 1;
        }
        return text.ToLowerInvariant();
    }

    private static string? WhyNot(string label) => label switch
    {
        "" => "a part between the dots is empty",
        _ when label.Length > LongestLabel => $"a part has more than {LongestLabel} characters",
        _ when label[0] == '-' || label[^1] == '-' => $"'{label}' begins or ends with '-'",
        _ when label.Contains('_', StringComparison.Ordinal) => $"'{label}' holds '_'",
        _ => label.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-') ? null : $"'{label}' must be letters, digits and '-'",
    };

    private static string? ReadNameOrAddress(Written written)
    {
        var text = written.Text;
        var close = text.StartsWith('[') ? text.IndexOf("]:", StringComparison.Ordinal) : -1;
        var host = close > 0 ? text[1..close] : text;
        if (close > 0 && IntegerType.Port.Check(Language.Values.Value.From(text[(close + 2)..]), written.Place, written.Diagnostics) is null)
            return null;
        var canonical = Language.Values.IpAddress.TryParse(host, out var address)
            ? address.ToString()
            : ReadName(written with { Text = host });
        return canonical is null || close <= 0 ? canonical : $"[{canonical}]:{text[(close + 2)..]}";
    }
}

/// <summary>Names that become names of files, with what such folders allow.</summary>
internal static class LabelText
{
    private const int Longest = 100;

    /// <summary>cron and sudo ignore files with a dot in their name, without a word.</summary>
    public static PropertyType Strict { get; } =
        new ParsedType("a name", static w => Read(w, "-_")) { Pattern = "^[A-Za-z0-9][A-Za-z0-9_-]*$" };

    public static PropertyType Dotted { get; } =
        new ParsedType("a name", static w => Read(w, "-_.")) { Pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$" };

    private static string? Read(Written written, string others)
    {
        var text = written.Text;
        if (text.Length == 0)
            return written.Fail("the name is empty");
        if (text.Length > Longest)
            return written.Fail($"{written.Quoted} is too long: a name has at most {Longest} characters");
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsAsciiLetterOrDigit(text[at]) || (at > 0 && others.Contains(text[at], StringComparison.Ordinal)))
                continue;
            var expected = $"letters, digits, {Words.AllOf([.. others.Select(static c => c.ToString())])}, and begin with a letter or digit";
            return written.Fail(
                at..(at + 1),
                $"{written.Quoted} cannot be the name: it must be {expected}",
                text[at] == '.' && at > 0 ? "a file with a dot in its name would be ignored there" : null);
        }
        return text;
    }
}
