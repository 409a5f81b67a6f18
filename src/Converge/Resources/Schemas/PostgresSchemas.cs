using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>What is in a PostgreSQL server, over its local socket.</summary>
internal static class PostgresSchemas
{
    private static readonly string[] Methods =
        ["scram-sha-256", "md5", "peer", "cert", "trust", "reject", "ident", "ldap", "gss", "pam", "radius"];

    private static readonly PropertySchema Port = new(
        "port",
        IntegerType.Port,
        "The port of the server, which tells one of several apart. Default: 5432.");

    private static readonly PropertyType Settings =
        new MapType(new ParsedType("the name of a setting", DatabaseText.ReadSettingName), DatabaseText.Setting, "settings to values");

    public static ResourceSchema Role { get; } = new(
        "postgres_role",
        "A role: a user of the server, or a group of them.",
        DatabaseText.Name,
        [
            new("password", PlainText.SecretLine, "Its password; the server gets a SCRAM verifier of it, and never the text."),
            new("login", BoolType.Instance, "Whether it can connect. Default where it is made: true."),
            new("superuser", BoolType.Instance, "Whether nothing is forbidden to it."),
            new("createdb", BoolType.Instance, "Whether it can make databases."),
            new("createrole", BoolType.Instance, "Whether it can make roles."),
            new("replication", BoolType.Instance, "Whether it can replicate."),
            new("connection_limit", new IntegerType("a whole number", -1, int.MaxValue), "How many connections it can have; -1 for any number."),
            new("member_of", new ListType(DatabaseText.Name, "roles") { IsSet = true }, "Roles whose rights it has; other roles that it is in stay."),
            new("settings", Settings, "What its sessions begin with, in whichever database: statement_timeout, search_path. Others stay."),
            Port,
            new("absent", BoolType.Instance, "True: there is no such role. Default: false."),
        ])
    {
        Rule = static check => check.AloneIfAbsent("port"),
    };

    public static ResourceSchema Database { get; } = new(
        "postgres_database",
        "A database.",
        DatabaseText.Name,
        [
            new("owner", DatabaseText.Name, "The role that owns it. Left out: as it is; postgres where it is made."),
            new("encoding", PlainText.Line, "Its encoding, which cannot change. Default where it is made: UTF8."),
            new("locale", PlainText.Line, "Its collation and character classes, which cannot change. Default where it is made: the server's."),
            new("template", DatabaseText.Name, "The database that it begins as a copy of. Default: template0, which is empty."),
            new("connection_limit", new IntegerType("a whole number", -1, int.MaxValue), "How many connections it can have; -1 for any number."),
            Port,
            new("absent", BoolType.Instance, "True: there is no such database, nor anything in it. Default: false."),
        ])
    {
        Rule = static check => check.AloneIfAbsent("port"),
    };

    public static ResourceSchema Extension { get; } = new(
        "postgres_extension",
        "An extension of a database. The title is DATABASE/EXTENSION: shop/hstore.",
        DatabaseText.Extension,
        [
            new("version", PlainText.Line, "Its version. Left out: any that is there, else the newest."),
            new("schema", DatabaseText.Name, "The schema that holds what it brings. Default where it is made: as the extension says."),
            Port,
            new("absent", BoolType.Instance, "True: the database has no such extension. Default: false."),
        ])
    {
        Rule = static check => check.AloneIfAbsent("port"),
    };

    public static ResourceSchema Hba { get; } = new(
        "postgres_hba",
        "A line of pg_hba.conf: who may connect from where, and how that is proved. All of a node stand in a block, in the order of its recipes, before the lines of the file itself, and the server reads them at once.",
        LabelText.Dotted,
        [
            new("type", new ChoiceType("local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc"), "How the connection comes. Default: host, or local without an address."),
            new("databases", new ListType(DatabaseText.HbaWord, "databases") { NeedsItem = true }, "The databases. Default: all."),
            new("users", new ListType(DatabaseText.HbaWord, "roles") { NeedsItem = true }, "The roles; '+' before one means its members. Default: all."),
            new("address", DatabaseText.HbaAddress, "Where the connection comes from."),
            new("method", new ChoiceType(Methods), "How the role proves who it is."),
            new("options", new MapType(new ParsedType("the name of an option", PlainText.ReadLine), PlainText.Setting, "options to values"), "Options of the method."),
            new("cluster", DatabaseText.Cluster, "The cluster of servers on one machine: 15/main. Default: the only one."),
            new("absent", BoolType.Instance, "True: there is no such line. Default: false."),
        ])
    {
        Rule = static check =>
        {
            check.AloneIfAbsent("cluster");
            if (!check.IsTrue("absent"))
                CheckHba(check);
        },
    };

    private static void CheckHba(ResourceCheck check)
    {
        check.NeedsOne(["method"]);
        if (!check.Has("type"))
            return;
        var isLocal = check.Properties["type"].AsString() == "local";
        if (isLocal && check.Has("address"))
            check.Fail("address", "'address' means nothing beside 'type: local'");
        else if (!isLocal && !check.Has("address"))
            check.Fail("", $"{check.Id} needs 'address'");
    }
}
