using System.Text;

namespace Converge.Resources.Types;

/// <summary>Names in databases and message brokers.</summary>
internal static class DatabaseText
{
    // PostgreSQL cuts longer ones off, so that two names might be one.
    private const int Longest = 63;

    public static PropertyType Name { get; } = new ParsedType("a name in PostgreSQL", ReadName);

    /// <summary>A user of RabbitMQ, or a virtual host.</summary>
    public static TextType Word { get; } = new ParsedType("a name", PlainText.ReadLine);

    /// <summary>An address, a network, or a word of pg_hba.conf.</summary>
    public static PropertyType HbaAddress { get; } =
        new ParsedType("a network such as 10.0.0.0/8, 'samehost', 'samenet' or 'all'", ReadHbaAddress);

    public static PropertyType HbaWord { get; } = new ParsedType("a name, 'all', or another word of pg_hba.conf", ReadHbaWord);

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
