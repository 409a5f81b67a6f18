namespace Converge.Server.Storage.PostgreSql;

/// <summary>What servers tell each other of changes.</summary>
internal static class Notice
{
    public const string Channel = "converge";

    private const char Node = 'n';
    private const char Gone = 'g';
    private const char Run = 'r';
    private const char Record = 'k';

    // In no name.
    private const char Separator = '\u001f';

    public static string OfNode(string name) => $"{Node}{name}";

    /// <summary>Of a node that is not there any more.</summary>
    public static string OfGone(string name) => $"{Gone}{name}";

    public static string OfRun(string id) => $"{Run}{id}";

    public static string OfRecord(string kind, string key) => $"{Record}{kind}{Separator}{key}";

    public static bool IsGone(string text) => text.StartsWith(Gone);

    /// <summary>Null for what a newer server says.</summary>
    public static StorageChange? Read(string text)
    {
        if (text.Length < 2)
            return null;
        var rest = text[1..];
        return text[0] switch
        {
            Node or Gone => new(ChangeKind.Node, rest),
            Run => new(ChangeKind.Run, rest),
            Record when rest.Split(Separator) is [var kind, var key] => new(ChangeKind.Record, key) { RecordKind = kind },
            _ => null,
        };
    }
}
