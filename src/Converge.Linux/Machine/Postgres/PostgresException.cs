namespace Converge.Linux.Machine.Postgres;

/// <summary>PostgreSQL refuses something; the message is its own.</summary>
/// <param name="code">As its manual lists them; empty if it is not the server that speaks.</param>
internal sealed class PostgresException(string code, string message) : Exception(message)
{
    public const string StartingUp = "57P03";
    public const string NoSuchDatabase = "3D000";

    public string Code { get; } = code;
}
