using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>Commands, now and on a schedule.</summary>
internal static class CommandSchemas
{
    public static ResourceSchema Command { get; } = new(
        "command",
        "A command: a list of words, or a line for the shell. As only its guard can tell whether it is to run, one is required.",
        ArgvType.Instance,
        [
            new("creates", PathText.Absolute, "It runs unless this path exists."),
            new("unless", ArgvType.Instance, "It runs unless this command succeeds."),
            new("only_if", ArgvType.Instance, "It runs if this command succeeds."),
            new("refresh_only", BoolType.Instance, "True: it runs only when it is notified. Default: false."),
            new("safe", BoolType.Instance, "Whether 'unless' and 'only_if' change nothing, so that why-run may run them. Default: false."),
            new("cwd", PathText.Absolute, "The directory it runs in. Default: /."),
            new("user", AccountNames.User, "The user it runs as. Default: root."),
            new("env", EnvironmentText.Map, "Variables added to its environment."),
            new("stdin", PlainText.Content, "What it reads from its standard input. Default: nothing."),
            new("timeout", DurationType.Instance, "How long it may take before it is stopped and has failed. Default: 10m."),
            new("umask", ModeText.Instance, "The permissions that files it makes do not have. Default: 0022."),
        ])
    {
        TitleIsList = true,
        Verbs = ["run"],
        Rule = static check =>
        {
            string[] guards = ["creates", "unless", "only_if", "refresh_only"];
            if (check.NeedsOne(guards, "a command is run again and again unless something tells that it is done") && !check.IsTrue("refresh_only"))
                NeedsGuard(check, guards);
            check.NotBeside("refresh_only", "creates");
            if (check.IsTrue("safe"))
                check.Requires("safe", "unless", "only_if");
        },
        Complete = static check => check.WithCommand(),
    };

    public static ResourceSchema Cron { get; } = new(
        "cron",
        "A command that cron runs.",
        LabelText.Strict,
        [
            new("schedule", CronText.Schedule, "When: minute, hour, day of the month, month and day of the week, or a word such as @daily."),
            new("command", PlainText.Line, "A line for the shell; '%' is a newline to cron, unless '\\' stands before it."),
            new("user", AccountNames.User, "The user it runs as. Default: root."),
            new("absent", BoolType.Instance, "True: there is no such file in /etc/cron.d. Default: false."),
        ])
    {
        Rule = static check => check.NeedsUnlessAbsent("schedule", "command"),
    };

    // 'refresh_only: false' says nothing of when it is to run.
    private static void NeedsGuard(ResourceCheck check, string[] guards)
    {
        if (!Array.Exists(guards[..^1], check.Has))
            check.Fail("refresh_only", "'refresh_only: false' is no guard", "write 'creates', 'unless' or 'only_if'");
    }
}
