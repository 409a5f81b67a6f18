using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>Units of systemd.</summary>
internal static class ServiceSchemas
{
    public static ResourceSchema Service { get; } = new(
        "service",
        "Whether a unit runs, and whether it is started at boot. Without a suffix the name is that of a service.",
        UnitNames.Unit,
        [
            new("running", BoolType.Instance, "Whether it runs now."),
            new("enabled", BoolType.Instance, "Whether it is started at boot."),
            new("masked", BoolType.Instance, "Whether nothing at all can start it."),
        ])
    {
        Verbs = ["reload", "restart", "try-restart"],
        Rule = static check =>
        {
            foreach (var property in new[] { "running", "enabled" })
            {
                if (check.IsTrue("masked") && check.IsTrue(property))
                    check.Fail(property, $"'{property}: true' is impossible beside 'masked: true'");
            }
        },
    };
}
