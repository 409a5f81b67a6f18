using System.Text;

namespace Converge.Resources.Types;

/// <summary>Names in databases and message brokers.</summary>
internal static class DatabaseText
{
    // PostgreSQL cuts longer ones off, so that two names might be one.
    private const int Longest = 63;

    public static PropertyType Name { get; } = new ParsedType("a name in PostgreSQL", ReadName);

    /// <summary>A database and what is in it.</summary>
    public static PropertyType Extension { get; } = new ParsedType("a database and an extension, such as shop/hstore", ReadExtension);

    /// <summary>A version of PostgreSQL and a name, as Debian tells clusters apart.</summary>
    public static PropertyType Cluster { get; } = new ParsedType("a cluster such as 15/main", ReadCluster) { Pattern = "^[0-9.]+/[^/]+$" };

    /// <summary>What a setting is set to: PostgreSQL keeps it as it is written.</summary>
    public static PropertyType Setting { get; } =
        new ParsedType("a text of one line, a number, true or false", PlainText.ReadLine) { AllowsNumber = true, AllowsBool = true };

    /// <summary>A user of RabbitMQ, or a virtual host.</summary>
    public static TextType Word { get; } = new ParsedType("a name", PlainText.ReadLine);

    /// <summary>An address, a network, or a word of pg_hba.conf.</summary>
    public static PropertyType HbaAddress { get; } =
        new ParsedType("a network such as 10.0.0.0/8, 'samehost', 'samenet' or 'all'", ReadHbaAddress);

    public static PropertyType HbaWord { get; } = new ParsedType("a name, 'all', or another word of pg_hba.conf", ReadHbaWord);

    /// <summary>A setting of PostgreSQL; one of an extension has its name before a dot.</summary>
    public static string? ReadSettingName(Written written)
    {
        var isName = written.Text.Length > 0 && written.Text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.') && !char.IsAsciiDigit(written.Text[0]);
        return isName ? written.Text.ToLowerInvariant() : written.Fail($"{written.Quoted} is no setting of PostgreSQL: it must be a name such as statement_timeout");
    }

    private static string? ReadExtension(Written written)
    {
        var slash = written.Text.LastIndexOf('/');
        if (slash <= 0 || slash == written.Text.Length - 1)
            return written.Refuse("extension of a database", "both, such as shop/hstore");
        return ReadName(written with { Text = written.Text[..slash] }) is null || ReadName(written with { Text = written.Text[(slash + 1)..] }) is null ? null : written.Text;
    }

    private static string? ReadCluster(Written written)
    {
        var parts = written.Text.Split('/');
        var isCluster = parts is [{ Length: > 0 } version, { Length: > 0 }] && version.All(static c => char.IsAsciiDigit(c) || c == '.');
        return isCluster ? written.Text : written.Refuse("cluster", "a version and a name, such as 15/main");
    }

    private static string? ReadName(Written written)
    {
        if (PlainText.ReadLine(written) is null)
            return null;
        return Encoding.UTF8.GetByteCount(written.Text) <= Longest
            ? written.Text
            : written.Fail($"{written.Quoted} is too long: PostgreSQL takes {Longest} bytes of a name");
    }

    private static string? ReadHbaAddress(Written written)
    {
        if (written.Text is "all" or "samehost" or "samenet")
            return written.Text;
        if (Language.Values.IpNetwork.TryParseAny(written.Text, out var network))
            return network.ToString();
        return written.Refuse("address", "a network such as 10.0.0.0/8, 'samehost', 'samenet' or 'all'");
    }

    private static string? ReadHbaWord(Written written)
    {
        var text = PlainText.ReadLine(written);
        return text?.AsSpan().IndexOfAny('"', ',', '#') >= 0 ? written.Fail($"{written.Quoted} cannot hold '\"', ',' or '#'") : text;
    }
}
