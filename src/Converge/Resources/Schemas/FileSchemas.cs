using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>Files, directories and links.</summary>
internal static class FileSchemas
{
    private const string KeepDoc = "Left out: as it is; root's where it is made.";

    public static ResourceSchema File { get; } = new(
        "file",
        "A file with its content, owner and mode. It is never half written: the content goes to a temporary file that is renamed over the old one.",
        PathText.Absolute,
        [
            new("content", PlainText.Content, "What the file holds, byte for byte."),
            new("template", TemplateNameType.Instance, "A template of the recipe that gives the content."),
            new("source", PathText.RecipeFile, "A file of the recipe, below 'files', that is copied as it is."),
            new("owner", AccountNames.Owner, $"The user who owns it. {KeepDoc}"),
            new("group", AccountNames.OwnerGroup, $"The group it belongs to. {KeepDoc}"),
            new("mode", ModeText.Instance, "Its permissions. Left out: as they are; 0644 where it is made, 0600 where the content is secret."),
            new("validate", ArgvType.Instance, "A command that approves the new content, which is at '{{ path }}', before it takes the place of the old one.") { Placeholders = ["path"] },
            new("absent", BoolType.Instance, "True: there is no such file. Default: false."),
            new("backup", BoolType.Instance, "Whether content that is replaced is kept, for 'converge undo'. Default: true."),
        ])
    {
        Guards = SshDaemon.IsConfiguration,
        Rule = static check =>
        {
            check.OnlyOne("content", "template", "source");
            check.AloneIfAbsent("backup");
            if (!check.IsTrue("absent"))
                check.Requires("validate", "content", "template", "source");
        },
    };

    public static ResourceSchema Directory { get; } = new(
        "directory",
        "A directory; those above it are made, too.",
        PathText.Absolute,
        [
            new("owner", AccountNames.Owner, $"The user who owns it. {KeepDoc}"),
            new("group", AccountNames.OwnerGroup, $"The group it belongs to. {KeepDoc}"),
            new("mode", ModeText.Instance, "Its permissions. Left out: as they are; 0755 where it is made."),
            new("recurse", BoolType.Instance, "Whether owner, group and mode are those of everything inside, too; files get the mode without the right to execute. Default: false."),
            new("purge", BoolType.Instance, "Whether what is inside and no resource declares is removed. Default: false."),
            new("absent", BoolType.Instance, "True: there is no such directory, nor anything in it. Default: false."),
        ])
    {
        Rule = static check =>
        {
            check.AloneIfAbsent();
            if (check.IsTrue("recurse") && !check.IsTrue("absent"))
                check.Requires("recurse", "owner", "group", "mode");
            if (check.IsTrue("absent") || check.IsTrue("purge"))
                RefuseSystemDirectory(check);
        },
    };

    public static ResourceSchema Link { get; } = new(
        "link",
        "A symbolic link.",
        PathText.Absolute,
        [
            new("to", PathText.Target, "What it points to; a relative path is relative to the link's directory."),
            new("absent", BoolType.Instance, "True: there is no such link. Default: false."),
        ])
    {
        Rule = static check => check.NeedsUnlessAbsent("to"),
    };

    // A slip here would take the machine with it.
    private static void RefuseSystemDirectory(ResourceCheck check)
    {
        if (check.Id.Title is not ("/" or "/bin" or "/boot" or "/dev" or "/etc" or "/home" or "/lib" or "/lib64" or "/opt" or "/proc" or "/root" or "/run"
            or "/sbin" or "/srv" or "/sys" or "/tmp" or "/usr" or "/usr/bin" or "/usr/lib" or "/usr/local" or "/usr/sbin" or "/var" or "/var/lib" or "/var/log"))
            return;
        var property = check.IsTrue("absent") ? "absent" : "purge";
        check.Fail(property, $"'{property}' is refused for '{check.Id.Title}': the system needs what is in it");
    }
}
