using System.Diagnostics;

namespace Converge.Linux.Machine.Systemd;

/// <summary>A connection to systemd that changes units. Not for several threads at once.</summary>
internal sealed class UnitControl(SystemdBus bus) : IDisposable
{
    private const string Service = "Service";

    // It reads all files of units and runs all generators, which takes a large machine its time.
    private static readonly TimeSpan ReloadPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan FilePatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    private bool _isSubscribed;

    /// <summary>Has systemd read the files of a unit, if it has not yet.</summary>
    /// <returns>What it is called on the bus.</returns>
    public string Load(string unit)
    {
        using var reply = bus.Call("LoadUnit", unit);
        return reply.ReadPath();
    }

    public bool NeedsReload(string path) => bus.GetFlag(path, "NeedDaemonReload");

    public string LoadState(string path) => bus.GetText(path, "LoadState");

    public string ActiveState(string path) => bus.GetText(path, "ActiveState");

    public string SubState(string path) => bus.GetText(path, "SubState");

    /// <summary>Whether the conditions of a unit were met when it was started last.</summary>
    public bool MetConditions(string path) => bus.GetFlag(path, "ConditionResult");

    /// <summary>Whether systemd takes a service for started as soon as its process is there.</summary>
    public bool StartsAtOnce(string path) => bus.GetText(path, "Type", Service) is "simple" or "exec" or "idle";

    /// <summary>How a service ended, in systemd's words; and what its main process returned, or the signal that ended it.</summary>
    public (string Result, int Status) Ending(string path) => (bus.GetText(path, "Result", Service), bus.GetInteger(path, "ExecMainStatus", Service));

    /// <summary>Of a service; 0 if there is none.</summary>
    public int MainProcess(string path) => (int)bus.GetNumber(path, "MainPID", Service);

    /// <summary>All that run in it, whatever its state is.</summary>
    public List<int> Processes(string unit)
    {
        using var reply = bus.Call("GetUnitProcesses", unit);
        var processes = new List<int>();
        reply.EnterArray("(sus)");
        while (reply.EnterStructure("sus"))
        {
            reply.ReadText();
            processes.Add((int)reply.ReadNumber());
            reply.ReadText();
            reply.Exit();
        }
        return processes;
    }

    public string FileState(string unit)
    {
        using var reply = bus.Call("GetUnitFileState", unit);
        return reply.ReadText();
    }

    /// <summary>Has systemd forget that a unit failed, and how often: it may be started again.</summary>
    public void ResetFailed(string unit) => bus.Call("ResetFailedUnit", unit).Dispose();

    public void ReloadFiles() => bus.Call("Reload", ReloadPatience, static _ => { }).Dispose();

    /// <summary>Asks for a job, and waits for its end.</summary>
    /// <param name="method">Of systemd: <c>StartUnit</c>.</param>
    /// <returns>What became of it: <c>done</c>, <c>failed</c>, <c>timeout</c>, <c>canceled</c>, <c>dependency</c>, <c>skipped</c>…; null if it is not at its end.</returns>
    public string? RunJob(string method, string unit, TimeSpan patience, CancellationToken cancel)
    {
        if (!_isSubscribed)
            bus.Subscribe();
        _isSubscribed = true;
        using var reply = bus.Call(method, unit, "replace");
        var job = reply.ReadPath();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < patience;)
        {
            cancel.ThrowIfCancellationRequested();
            if (!bus.TryReceive(Glance, out var message))
                continue;
            using (message)
            {
                if (message.IsSignal("org.freedesktop.systemd1.Manager", "JobRemoved") && ReadResult(message, job) is { } result)
                    return result;
            }
        }
        cancel.ThrowIfCancellationRequested();
        return null;
    }

    /// <returns>Whether the unit says at all what enabling it means.</returns>
    public bool Enable(string unit)
    {
        using var reply = bus.Call("EnableUnitFiles", FilePatience, message =>
        {
            message.AppendList(unit);
            // Not only until the next boot; a link that leads elsewhere is another's.
            message.Append(false);
            message.Append(false);
        });
        return reply.ReadBool();
    }

    public void Disable(string unit)
    {
        foreach (var untilBoot in new[] { false, true })
            ChangeFiles("DisableUnitFiles", unit, untilBoot);
    }

    public void Mask(string unit) => bus.Call("MaskUnitFiles", FilePatience, message =>
    {
        message.AppendList(unit);
        message.Append(false);
        message.Append(false);
    }).Dispose();

    public void Unmask(string unit)
    {
        foreach (var untilBoot in new[] { false, true })
            ChangeFiles("UnmaskUnitFiles", unit, untilBoot);
    }

    public void Dispose() => bus.Dispose();

    private void ChangeFiles(string method, string unit, bool untilBoot) => bus.Call(method, FilePatience, message =>
    {
        message.AppendList(unit);
        message.Append(untilBoot);
    }).Dispose();

    private static string? ReadResult(BusMessage message, string job)
    {
        message.ReadNumber();
        if (message.ReadPath() != job)
            return null;
        message.ReadText();
        return message.ReadText();
    }
}
