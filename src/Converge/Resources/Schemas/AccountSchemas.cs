using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>Users, groups and what they may do.</summary>
internal static class AccountSchemas
{
    public static ResourceSchema User { get; } = new(
        "user",
        "A user of the machine.",
        AccountNames.User,
        [
            new("uid", IntegerType.Id, "The number. Left out: as it is; the next free one where the user is made."),
            new("group", AccountNames.OwnerGroup, "The primary group. Left out: as it is; one with the user's name where the user is made."),
            new("groups", new ListType(AccountNames.Group, "group names") { IsSet = true }, "Further groups the user is in; what is said of other groups is left alone."),
            new("home", PathText.Absolute, "The home directory, which is made, but never moved."),
            new("shell", PathText.Absolute, "The shell. Left out: as it is; /bin/bash where the user is made, /usr/sbin/nologin for a system user."),
            new("comment", AccountText.Comment, "The full name."),
            new("system", BoolType.Instance, "Whether the number of a new user is one of the system's, and no home directory is made. Default: false."),
            new("password_hash", KeyText.PasswordHash, "The password as /etc/shadow has it."),
            new("locked", BoolType.Instance, "Whether no password lets the user in; keys still do."),
            new("ssh_keys", new ListType(KeyText.AuthorizedKey, "public keys of SSH"), "All keys that let the user in; others are removed. The home directory is made for them, also that of a system user."),
            new("absent", BoolType.Instance, "True: there is no such user; the home directory stays. Default: false."),
        ])
    {
        Rule = static check =>
        {
            check.AloneIfAbsent();
            if (check.Id.Title == "root" && check.IsTrue("absent"))
                check.Fail("absent", "'root' cannot be absent");
        },
    };

    public static ResourceSchema Group { get; } = new(
        "group",
        "A group of users.",
        AccountNames.Group,
        [
            new("gid", IntegerType.Id, "The number. Left out: as it is; the next free one where the group is made."),
            new("system", BoolType.Instance, "Whether the number of a new group is one of the system's. Default: false."),
            new("members", new ListType(AccountNames.User, "user names") { IsSet = true }, "Users that are in it; others that are in it, too, are left alone."),
            new("absent", BoolType.Instance, "True: there is no such group. Default: false."),
        ])
    {
        Rule = static check => check.AloneIfAbsent(),
    };

    public static ResourceSchema Sudo { get; } = new(
        "sudo",
        "What users may do with sudo, as a file of /etc/sudoers.d that 'visudo' has approved.",
        LabelText.Strict,
        [
            new("users", new ListType(AccountNames.User, "user names") { IsSet = true }, "The users who may."),
            new("groups", new ListType(AccountNames.Group, "group names") { IsSet = true }, "The groups whose members may."),
            new("commands", new ListType(AccountText.SudoCommand, "commands") { NeedsItem = true }, "The commands, by absolute path and perhaps with arguments, or ALL."),
            new("nopasswd", BoolType.Instance, "Whether no password is asked for. Default: false."),
            new("absent", BoolType.Instance, "True: there is no such file. Default: false."),
        ])
    {
        Rule = static check =>
        {
            check.NeedsUnlessAbsent("commands");
            if (!check.IsTrue("absent"))
                check.NeedsOne(["users", "groups"]);
        },
    };
}
