using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>The machine as a whole.</summary>
internal static class RebootSchemas
{
    public static ResourceSchema Reboot { get; } = new(
        "reboot",
        "Boots the machine after the run, once. The title is the reason, which users see.",
        PlainText.Line,
        [
            new("when_needed", BoolType.Instance, "True: if a package asked for it in /run/reboot-required. Default: false, only if it is notified."),
            new("window", CalendarText.Window, "When it may happen, by the machine's time: 02:00-04:00. Default: at once."),
        ])
    {
        Verbs = ["run"],
    };
}
