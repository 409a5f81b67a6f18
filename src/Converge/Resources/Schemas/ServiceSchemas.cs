using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>Units of systemd.</summary>
internal static class ServiceSchemas
{
    private static readonly MapType Settings =
        new(new ParsedType("the name of a setting", ReadSetting), new ListType(PlainText.UnitSetting, "values"), "settings to values");

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

    public static ResourceSchema Unit { get; } = new(
        "unit",
        "The file of a unit, or a part that is added to one. systemd is told once, after all of them.",
        UnitNames.Unit,
        [
            new("content", PlainText.Content, "What the file holds."),
            new("template", TemplateNameType.Instance, "A template of the recipe that gives the content."),
            new("sections", new MapType(new ParsedType("the name of a section", ReadSection), Settings, "sections to their settings"), "The content as a mapping: Service: {Restart: always}. A list is one line for each item."),
            new("dropin", LabelText.Dotted, "The name of a drop-in, which is added to the unit that is there. Left out: it is the unit itself."),
            new("absent", BoolType.Instance, "True: there is no such file. Default: false."),
        ])
    {
        Verbs = ["restart"],
        Rule = static check =>
        {
            check.AloneIfAbsent("dropin");
            if (!check.IsTrue("absent"))
                check.ExactlyOne(["content", "template", "sections"]);
        },
        // A unit and its drop-ins are several resources.
        Complete = static check => check.Under(check.Has("dropin") ? $"{check.Id.Title}: {check.Properties["dropin"]}" : check.Id.Title),
    };

    public static ResourceSchema Timer { get; } = new(
        "timer",
        "A command that runs on a schedule: a unit for the timer, and one for the command.",
        LabelText.Dotted,
        [
            new("on_calendar", new ListType(CalendarText.Expression, "calendar expressions") { NeedsItem = true }, "When it runs, as systemd writes it: daily, or Mon..Fri 02:30."),
            new("every", DurationType.Instance, "How long after it was started it is started again; for the first time a minute after boot, or sooner."),
            new("command", ArgvType.Instance, "What runs."),
            new("user", AccountNames.User, "The user it runs as. Default: root."),
            new("persistent", BoolType.Instance, "Whether it runs at boot when a time passed while the machine was off. Default: false."),
            new("absent", BoolType.Instance, "True: there is no such timer. Default: false."),
        ])
    {
        Verbs = ["run"],
        Rule = static check =>
        {
            check.NeedsUnlessAbsent("command");
            if (check.IsTrue("absent"))
                return;
            check.ExactlyOne(["on_calendar", "every"]);
            if (check.IsTrue("persistent"))
                check.Requires("persistent", "on_calendar");
        },
    };

    private static string? ReadSection(Written written) =>
        written.Text.Length > 0 && written.Text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')
        ? written.Text
        : written.Refuse("name of a section", "one such as Unit, Service or Install");

    private static string? ReadSetting(Written written) => written.Text.Length > 0 && written.Text.All(char.IsAsciiLetterOrDigit)
        ? written.Text
        : written.Refuse("name of a setting", "one such as ExecStart");
}
