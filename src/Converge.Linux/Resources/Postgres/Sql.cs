using Converge.Catalogs;
using Converge.Resources;

namespace Converge.Linux.Resources.Postgres;

/// <summary>Texts in the language of PostgreSQL, and what all of its resources have in common.</summary>
internal static class Sql
{
    public const int UsualPort = 5432;
    public const string Database = "postgres";

    public const string Standby = "this server is a standby: it gets from its primary what is missing";

    // Their text is a list, and as one word it would be a list of one.
    private static readonly string[] Lists = ["search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries", "shared_preload_libraries", "unix_socket_directories"];

    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>What a setting is set to, as a statement says it.</summary>
    public static string Setting(string name, string value) => Array.IndexOf(Lists, name) < 0 ? Text(value) : string.Join(", ", Items(value).Select(Text));

    /// <summary>Whether two texts set the same.</summary>
    public static bool IsSame(string name, string one, string other) =>
        one == other || (Array.IndexOf(Lists, name) >= 0 && Items(one).SequenceEqual(Items(other), StringComparer.Ordinal));

    public static int Port(CatalogResource desired) => desired["port"] is { IsInteger: true } port ? port.AsInt() : UsualPort;

    /// <summary>What lacks where no server listens: a package or a service brings it.</summary>
    public static ResourceId Server(int port) => new("server", $"of PostgreSQL on port {port}");

    private static IEnumerable<string> Items(string list) => list.Split(',').Select(static item => item.Trim().Trim('"'));
}
