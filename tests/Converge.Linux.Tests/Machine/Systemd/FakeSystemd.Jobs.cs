using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Converge.Linux.Tests.Machine.Systemd;

/// <summary>Its jobs, and what it does with the files of units.</summary>
internal sealed unsafe partial class FakeSystemd
{
    private const string JobFolder = "/org/freedesktop/systemd1/job";
    private const string JobUnitFolder = "/org/freedesktop/systemd1/unit/job/";

    /// <summary>Units by what becomes of their jobs; nothing ever becomes of <c>hanging</c>.</summary>
    private static readonly Dictionary<string, string> Jobs = new(StringComparer.Ordinal)
    {
        ["good.service"] = "done",
        ["changed.service"] = "done",
        ["bad.service"] = "failed",
        ["looping.service"] = "done",
        ["idle-by-condition.service"] = "done",
        ["stopped.service"] = "invalid",
        ["needy.service"] = "dependency",
        ["hanging.service"] = "",
        ["renamed.service"] = "done",
        ["single.service"] = "done",
    };

    private readonly List<(string Path, string Unit, string Result)> _ended = [];
    private uint _jobs = 40;
    private bool _isRenamed;
    private bool _isStarted;

    /// <summary>That of <c>renamed.service</c> and <c>single.service</c>, which are lost when they get their names; and the latter cannot run twice.</summary>
    public Process? Renamed { get; init; }

    private static string JobUnit(string name) => $"{JobUnitFolder}{name.Split('.')[0].Replace('-', '_')}";

    private bool Change(string member, nint message, nint reply)
    {
        switch (member)
        {
            case "Subscribe" or "AddMatch":
                break;
            case "Reload":
                Changes.Enqueue(member);
                break;
            case "ResetFailedUnit":
                Changes.Enqueue($"{member} {ReadText(message)}");
                break;
            case "GetUnitProcesses":
                AddProcesses(reply);
                break;
            case "StartUnit" or "StopUnit" or "RestartUnit" or "TryRestartUnit" or "ReloadUnit":
                return StartJob(member, message, reply);
            default:
                ChangeFiles(member, message, reply);
                break;
        }
        return true;
    }

    private bool StartJob(string member, nint message, nint reply)
    {
        var unit = ReadText(message)!;
        Changes.Enqueue($"{member} {unit} {ReadText(message)}");
        if (unit == "good.service" && member == "ReloadUnit")
        {
            _ = Fail(message, "org.freedesktop.systemd1.JobTypeNotApplicable", "Job type reload is not applicable for unit good.service.");
            _ = Release(reply);
            return false;
        }
        var path = $"{JobFolder}/{++_jobs}";
        AppendText(reply, 'o', path);
        var result = unit == "single.service" && Renamed is { HasExited: false } ? "failed" : Jobs[unit];
        _isStarted |= result == "done";
        if (result.Length > 0)
            _ended.AddRange([($"{JobFolder}/7", "other.service", "failed"), (path, unit, result)]);
        return true;
    }

    private void ChangeFiles(string member, nint message, nint reply)
    {
        _ = Enter(message, (byte)'a', "s");
        var unit = ReadText(message);
        _ = Exit(message);
        var flags = "";
        int flag;
        while (Read(message, (byte)'b', &flag) > 0)
            flags += flag == 0 ? " no" : " yes";
        Changes.Enqueue($"{member} {unit}{flags}");
        _isRenamed |= unit is "renamed.service" or "single.service";
        var hasSection = unit is "good.service" or "renamed.service" or "single.service" ? 1 : 0;
        if (member == "EnableUnitFiles")
            _ = Append(reply, (byte)'b', &hasSection);
    }

    private void SayWhatBecameOfJobs(nint message)
    {
        foreach (var (path, unit, result) in _ended)
        {
            _ = NewSignal(BusOf(message), out var signal, "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "JobRemoved");
            var id = _jobs;
            _ = Append(signal, (byte)'u', &id);
            AppendText(signal, 'o', path);
            AppendText(signal, 's', unit);
            AppendText(signal, 's', result);
            _ = Send(BusOf(message), signal, 0);
            _ = Release(signal);
        }
        _ended.Clear();
    }

    private void AddProcesses(nint reply)
    {
        _ = Open(reply, (byte)'a', "(sus)");
        if (Renamed is { HasExited: false } process)
        {
            _ = Open(reply, (byte)'r', "sus");
            AppendText(reply, 's', "/system.slice/some.service");
            var id = (uint)process.Id;
            _ = Append(reply, (byte)'u', &id);
            AppendText(reply, 's', "its command");
            _ = Close(reply);
        }
        _ = Close(reply);
    }

    private bool AddJobProperty(string path, string property, nint reply)
    {
        if (!path.StartsWith(JobUnitFolder, StringComparison.Ordinal))
            return false;
        var unit = path[JobUnitFolder.Length..];
        object value = (property, unit) switch
        {
            ("NeedDaemonReload", _) => unit == "changed",
            ("ConditionResult", _) => unit != "idle_by_condition",
            ("ExecMainStatus", _) => 3,
            ("Result", _) => "exit-code",
            ("Type", _) => "simple",
            ("ActiveState", "looping") => "activating",
            ("ActiveState", "idle_by_condition") => "inactive",
            ("ActiveState", "bad") => "failed",
            ("SubState", "looping") => "auto-restart",
            ("ActiveState", "renamed" or "single") when _isRenamed && !_isStarted => "inactive",
            ("ActiveState", _) => "active",
            ("MainPID", "renamed" or "single") => (uint)Renamed!.Id,
            ("MainPID", _) => 0u,
            _ => "",
        };
        var type = value switch { bool => 'b', int => 'i', uint => 'u', _ => 's' };
        _ = Open(reply, (byte)'v', $"{type}");
        var number = value switch { bool flag => flag ? 1 : 0, uint id => (int)id, _ => value as int? ?? 0 };
        if (value is string text)
            AppendText(reply, 's', text);
        else
            _ = Append(reply, (byte)type, &number);
        _ = Close(reply);
        return true;
    }

    [LibraryImport(Library, EntryPoint = "sd_bus_message_get_bus")]
    private static partial nint BusOf(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_enter_container", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Enter(nint message, byte type, string contents);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_exit_container")]
    private static partial int Exit(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_new_signal", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NewSignal(nint bus, out nint message, string path, string interfaceName, string member);
}
