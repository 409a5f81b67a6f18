namespace Converge.Resources.Machines;

/// <summary>The units of systemd.</summary>
public interface IUnits
{
    /// <summary>Why there is no systemd to ask; null if there is.</summary>
    string? WhyAbsent { get; }

    /// <param name="name">In full: <c>nginx.service</c>.</param>
    /// <returns>Null if there is no such unit.</returns>
    UnitStatus? Find(string name);
}

/// <summary>A unit in systemd's words.</summary>
/// <param name="Active"><c>active</c>, <c>inactive</c>, <c>failed</c>, <c>activating</c>…</param>
/// <param name="FileState"><c>enabled</c>, <c>disabled</c>, <c>static</c>, <c>masked</c>…; empty for one without a file.</param>
/// <param name="NeedsReload">Whether its file changed since systemd has read it.</param>
public sealed record UnitStatus(string Name, string Load, string Active, string FileState, bool NeedsReload)
{
    /// <summary>What <see cref="Active"/> is in detail, by the kind of unit: <c>running</c>, <c>exited</c>, <c>auto-restart</c>…</summary>
    public string Sub { get; init; } = "";

    /// <summary>What systemd is about to do with it: <c>start</c>, <c>restart</c>, <c>stop</c>…; empty if nothing.</summary>
    public string Job { get; init; } = "";
}
