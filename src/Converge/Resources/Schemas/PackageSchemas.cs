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
        ])
    {
        Rule = static check =>
        {
            check.AloneIfAbsent("purge");
            if (check.IsTrue("purge") && !check.IsTrue("absent"))
                check.Fail("purge", "'purge' means nothing without 'absent: true'");
        },
    };
}
