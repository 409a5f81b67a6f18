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
            new("groups", new ListType(AccountNames.Group, "group names") { IsSet = true }, "All other groups the user is in; those not named here are left."),
            new("home", PathText.Absolute, "The home directory, which is made, but never moved."),
            new("shell", PathText.Absolute, "The shell. Left out: as it is; /bin/bash where the user is made, /usr/sbin/nologin for a system user."),
            new("comment", AccountText.Comment, "The full name."),
            new("system", BoolType.Instance, "Whether the number of a new user is one of the system's, and no home directory is made. Default: false."),
            new("password_hash", KeyText.PasswordHash, "The password as /etc/shadow has it."),
            new("locked", BoolType.Instance, "Whether no password lets the user in; keys still do."),
            new("ssh_keys", new ListType(KeyText.AuthorizedKey, "public keys of SSH"), "All keys that let the user in; others are removed from authorized_keys."),
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
}
