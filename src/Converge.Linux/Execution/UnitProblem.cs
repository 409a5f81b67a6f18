using Converge.Linux.Machine.Systemd;

namespace Converge.Linux.Execution;

/// <summary>What systemd says went wrong, in words of people.</summary>
internal static class UnitProblem
{
    private const string Namespace = "org.freedesktop.systemd1.";

    public static string Describe((string Result, int Status) ending) => ending switch
    {
        ("exit-code", 203) => "its program cannot be run",
        ("exit-code", 200) => "its directory cannot be entered",
        ("exit-code", 217) => "there is no such user as its file names",
        ("exit-code", 0) => "one of its commands failed",
        ("exit-code", var status) => $"its process ended with {status}",
        ("signal" or "core-dump", var signal) => $"its process was ended by signal {signal}",
        ("timeout", _) => "it took longer than its file allows",
        ("watchdog", _) => "it gave no sign of life",
        ("oom-kill", _) => "it ran out of memory",
        ("protocol", _) => "it did not say that it is ready as its file demands",
        ("start-limit-hit", _) => "it failed too often in a short time",
        ("resources", _) => "something that it needs could not be set up",
        ("success", _) => "its process ended at once",
        (var other, _) => $"systemd says '{other}'",
    };

    /// <summary>What to do about a refusal, with what is before it.</summary>
    public static string Hint(BusException refusal) => refusal.Name.StartsWith(Namespace, StringComparison.Ordinal)
        ? refusal.Name[Namespace.Length..] switch
        {
            "JobTypeNotApplicable" => "; notify 'restart' instead",
            "UnitMasked" => "; 'masked: false' lets it start",
            "BadUnitSetting" => "; 'systemd-analyze verify' says what is wrong in its file",
            "UnitExists" or "UnitFileExists" => "; a file of its own stands in the place of the mask",
            _ => "",
        }
        : refusal.Name switch
        {
            "org.freedesktop.DBus.Error.FileExists" => "; something else stands where the link would be",
            _ => "",
        };
}
