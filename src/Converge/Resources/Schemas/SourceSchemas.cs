using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>What comes from elsewhere.</summary>
internal static class SourceSchemas
{
    public static ResourceSchema Download { get; } = new(
        "download",
        "A file from the network. Only the file that was meant takes its place: its sum is required.",
        PathText.Absolute,
        [
            new("url", SourceForms.Url, "Where it comes from.") { Required = true },
            new("sha256", SourceForms.Sha256, "Its SHA-256 sum.") { Required = true },
            new("owner", AccountNames.Owner, "The user who owns it. Left out: as it is; root where it is made."),
            new("group", AccountNames.OwnerGroup, "The group it belongs to. Left out: as it is; root where it is made."),
            new("mode", ModeText.Instance, "Its permissions. Left out: as they are; 0644 where it is made."),
        ]);

    public static ResourceSchema Archive { get; } = new(
        "archive",
        "A directory that holds what an archive holds, and nothing else. It is unpacked beside the old one, then takes its place.",
        PathText.Absolute,
        [
            new("source", SourceForms.UrlOrPath, "The archive: a URL, or a path on the machine.") { Required = true },
            new("sha256", SourceForms.Sha256, "Its SHA-256 sum; a URL needs it."),
            new("strip", new IntegerType("a whole number", 0, 100), "How many directories are left out at the start of each path. Default: 0."),
            new("owner", AccountNames.Owner, "The user who owns what is inside. Default: root."),
            new("group", AccountNames.OwnerGroup, "The group it belongs to. Default: root."),
        ])
    {
        Rule = static check =>
        {
            var source = check.Properties["source"];
            if (!check.Has("sha256") && (source.IsSecret || !source.AsString().StartsWith('/')))
                check.Fail("source", $"{check.Id} needs 'sha256'", "what comes from the network is unpacked only if it is what was meant");
        },
    };

    public static ResourceSchema Git { get; } = new(
        "git",
        "A working tree at a revision. What was changed there by hand is lost when another revision is checked out.",
        PathText.Absolute,
        [
            new("url", SourceForms.GitUrl, "Where it is cloned from.") { Required = true },
            new("revision", SourceForms.Revision, "A branch, a tag or a commit. A branch is followed: where it is the other side is asked whenever it is applied; why-run asks nobody, and looks at what was fetched last.") { Required = true },
            new("user", AccountNames.User, "The user who runs git and owns the tree. Default: root."),
            new("verify", BoolType.Instance, "Whether the revision must have a signature that git can verify. Default: false."),
        ]);

    public static ResourceSchema Venv { get; } = new(
        "venv",
        "A virtual environment of Python with packages in it.",
        PathText.Absolute,
        [
            new("python", PlainText.Line, "The interpreter, by name or path. Default: python3."),
            new("requirements", PathText.Absolute, "A file of requirements on the machine, with those that it names with -r."),
            new("packages", new ListType(PlainText.Line, "requirements"), "Packages as pip takes them: gunicorn==23.0.0."),
            new("system_packages", BoolType.Instance, "Whether it has the packages of the interpreter, such as those of Debian, too. Left out: as it is; false where it is made."),
            new("user", AccountNames.User, "The user who owns it. Default: root."),
        ])
    {
        Rule = static check => check.OnlyOne("requirements", "packages"),
    };
}
