using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>The machine as a whole.</summary>
internal static class RebootSchemas
{
    public static ResourceSchema Reboot { get; } = new(
        "reboot",
        "Boots the machine after a run that succeeded, once, when its report is written. The title is the reason, which users see.",
        PlainText.Line,
        [
            new("when_needed", BoolType.Instance, "True: if a package asked for it in /run/reboot-required, or a newer kernel is installed than the one that runs. Default: false, only if it is notified."),
            new("window", CalendarText.Window, "When it may happen, by the machine's time: 02:00-04:00. Outside of it the machine waits for a run in it. Default: at once."),
            new("delay", DurationType.Instance, "How long users are warned before, in whole minutes. Default: not at all."),
        ])
    {
        Verbs = ["run"],
    };
}
