using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>Packages and where they come from.</summary>
internal static class PackageSchemas
{
    public static ResourceSchema Package { get; } = new(
        "package",
        "A Debian package. Packages next to each other are one transaction of apt.",
        PackageText.Name,
        [
            new("version", PackageText.Version, "An exact version, a prefix such as \"1.24.*\", a range such as \">=1.2, <2.0\", or 'latest'. Left out: any that is installed, else the candidate of apt."),
            new("absent", BoolType.Instance, "True: it is not installed. Default: false."),
            new("purge", BoolType.Instance, "With 'absent': whether its configuration goes, too. Default: false."),
            new("hold", BoolType.Instance, "Whether upgrades leave it alone."),
            new("from", PackageText.Release, "The release to take it from, such as bookworm-backports."),
            new("recommends", BoolType.Instance, "Whether packages that it recommends are installed with it. Left out: as apt is configured."),
            new("repair", BoolType.Instance, "Whether a run of dpkg that was interrupted is brought to its end first ('dpkg --configure -a'). Default: false, nothing is installed then."),
        ])
    {
        Rule = static check =>
        {
            check.AloneIfAbsent("purge");
            if (check.IsTrue("purge") && !check.IsTrue("absent"))
                check.Fail("purge", "'purge' means nothing without 'absent: true'");
        },
    };

    public static ResourceSchema AptRepository { get; } = new(
        "apt_repository",
        "A place that apt takes packages from.",
        LabelText.Dotted,
        [
            new("uris", new ListType(SourceForms.AptUrl, "URLs") { NeedsItem = true }, "Where it is."),
            new("suites", new ListType(AptText.Suite, "suites") { NeedsItem = true }, "Its suites; a path that ends in '/' has no components."),
            new("components", new ListType(AptText.Component, "components"), "Its components, such as main."),
            new("key", AptText.Key, "The public key that it is signed with: the key itself, or the path of a file on the machine. Left out: the keys that apt trusts."),
            new("architectures", new ListType(AptText.Architecture, "architectures") { IsSet = true }, "The architectures to take. Left out: those of the machine."),
            new("absent", BoolType.Instance, "True: there is no such repository. Default: false."),
        ])
    {
        Rule = static check =>
        {
            check.NeedsUnlessAbsent("uris", "suites");
            if (!check.IsTrue("absent") && check.Has("suites"))
                CheckComponents(check);
        },
    };

    public static ResourceSchema AptPin { get; } = new(
        "apt_pin",
        "Which versions of packages apt prefers.",
        LabelText.Dotted,
        [
            new("packages", new ListType(AptText.PinnedPackage, "packages") { NeedsItem = true }, "The packages, by name or pattern. Default: '*', all of them."),
            new("pin", AptText.Pin, "The versions: 'release n=bookworm-backports', 'version 15.*' or 'origin apt.example.com'."),
            new("priority", new IntegerType("a whole number", -32768, 32767), "Above 1000 packages are even downgraded, below 0 never installed."),
            new("absent", BoolType.Instance, "True: there is no such pin. Default: false."),
        ])
    {
        Rule = static check => check.NeedsUnlessAbsent("pin", "priority"),
    };

    private static void CheckComponents(ResourceCheck check)
    {
        var arePaths = check.Properties["suites"].AsArray().All(static suite => suite.AsString().EndsWith('/'));
        if (arePaths && check.Has("components"))
            check.Fail("components", "a suite that ends in '/' has no components");
        else if (!arePaths && !check.Has("components"))
            check.Fail("", $"{check.Id} needs 'components'", "only a suite that ends in '/' has none");
    }
}
