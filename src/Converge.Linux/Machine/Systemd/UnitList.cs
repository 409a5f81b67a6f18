using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Systemd;

/// <summary>
/// The units that systemd has loaded, by one call for all of them. The state of a unit's file is asked for of each by itself:
/// to list those of all files takes systemd longer than a run may take, and misses instances of templates.
/// </summary>
internal sealed class UnitList(SystemdBus bus)
{
    private const string NotFound = "not-found";
    private const string Alias = "alias";

    private readonly Dictionary<string, (string Load, string Active, string Sub, string Path, string Job)> _loaded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UnitStatus?> _asked = new(StringComparer.Ordinal);

    public static UnitList Read(SystemdBus bus)
    {
        var list = new UnitList(bus);
        using var reply = bus.Call("ListUnits");
        list.AddUnits(reply);
        return list;
    }

    public UnitStatus? Find(string name)
    {
        if (!_asked.TryGetValue(name, out var status))
            _asked[name] = status = Ask(name);
        return status;
    }

    private UnitStatus? Ask(string name)
    {
        var fileState = FileState(name);
        // A template cannot be loaded, and so can neither run nor be out of date.
        if (name.Contains("@.", StringComparison.Ordinal))
            return fileState.Length == 0 ? null : new(name, "loaded", "inactive", fileState, NeedsReload: false);
        if (!_loaded.TryGetValue(name, out var unit) && !TryLoad(name, out unit))
            return null;
        if (unit.Load == NotFound)
            return null;
        // Another name of a unit is as enabled as the unit is.
        return new(name, unit.Load, unit.Active, fileState == Alias ? bus.GetText(unit.Path, "UnitFileState") : fileState, bus.GetFlag(unit.Path, "NeedDaemonReload")) { Sub = unit.Sub, Job = unit.Job };
    }

    /// <summary>As it is on the disk now: what systemd remembers of a unit may be older.</summary>
    private string FileState(string name)
    {
        try
        {
            using var reply = bus.Call("GetUnitFileState", name);
            return reply.ReadText();
        }
        catch (BusException e) when (e.Name.Length > 0)
        {
            // There is no such file; the unit may be there without one.
            return "";
        }
    }

    /// <summary>Has systemd look for a unit that nothing has needed yet, or that has this as another name.</summary>
    private bool TryLoad(string name, out (string Load, string Active, string Sub, string Path, string Job) unit)
    {
        unit = default;
        try
        {
            using var reply = bus.Call("LoadUnit", name);
            var path = reply.ReadPath();
            unit = (bus.GetText(path, "LoadState"), bus.GetText(path, "ActiveState"), bus.GetText(path, "SubState"), path, "");
            return true;
        }
        catch (BusException e) when (e.Name is "org.freedesktop.DBus.Error.InvalidArgs" or "org.freedesktop.systemd1.NoSuchUnit")
        {
            // This cannot be the name of a unit.
            return false;
        }
    }

    private void AddUnits(BusMessage reply)
    {
        // Name, description, load, active, more of that, followed; path; a job, its kind, its path.
        const string Types = "ssssssouso";
        reply.EnterArray($"({Types})");
        while (reply.EnterStructure(Types))
        {
            var name = reply.ReadText();
            reply.ReadText();
            var (load, active, sub) = (reply.ReadText(), reply.ReadText(), reply.ReadText());
            reply.ReadText();
            var path = reply.ReadPath();
            reply.ReadNumber();
            _loaded[name] = (load, active, sub, path, reply.ReadText());
            reply.ReadPath();
            reply.Exit();
        }
    }
}
