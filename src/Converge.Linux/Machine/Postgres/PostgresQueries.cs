using System.Collections.Immutable;
using System.Globalization;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Postgres;

/// <summary>What PostgreSQL is asked, the same since version 12, and what its rows mean.</summary>
internal static class PostgresQueries
{
    public const string IsStandby = "SELECT pg_is_in_recovery()";

    public const string Roles = "SELECT rolname, rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolconnlimit, rolpassword FROM pg_authid";

    // A role may be a member of another one by several grants.
    public const string Memberships =
        "SELECT DISTINCT member.rolname, granted.rolname FROM pg_auth_members JOIN pg_authid member ON member.oid = pg_auth_members.member JOIN pg_authid granted ON granted.oid = pg_auth_members.roleid";

    public const string Settings = "SELECT rolname, unnest(setconfig) FROM pg_db_role_setting JOIN pg_authid ON pg_authid.oid = setrole WHERE setdatabase = 0";

    public const string Databases = "SELECT datname, rolname, pg_encoding_to_char(encoding), datcollate, datconnlimit FROM pg_database JOIN pg_authid ON pg_authid.oid = datdba";

    public const string Extensions = "SELECT extname, extversion, nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace";

    public const string Available = "SELECT name, default_version FROM pg_available_extensions";

    public static PostgresRole Role(string?[] row, IEnumerable<string> memberOf, IEnumerable<string> settings) => new(row[0]!)
    {
        IsLogin = row[1] == "t",
        IsSuperuser = row[2] == "t",
        MakesDatabases = row[3] == "t",
        MakesRoles = row[4] == "t",
        Replicates = row[5] == "t",
        ConnectionLimit = int.Parse(row[6]!, CultureInfo.InvariantCulture),
        Verifier = row[7],
        MemberOf = [.. memberOf.Order(StringComparer.Ordinal)],
        Settings = settings.Select(static setting => setting.Split('=', 2)).ToImmutableSortedDictionary(static parts => parts[0], static parts => parts[1], StringComparer.Ordinal),
    };

    public static PostgresDatabase Database(string?[] row) => new(row[0]!, row[1]!, row[2]!, row[3]!, int.Parse(row[4]!, CultureInfo.InvariantCulture));
}
