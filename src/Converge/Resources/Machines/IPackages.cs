namespace Converge.Resources.Machines;

/// <summary>The packages of the machine, from dpkg's own database and apt's lists.</summary>
public interface IPackages
{
    /// <summary>Null if dpkg does not know it as installed in any way.</summary>
    PackageStatus? Find(string name);

    /// <summary>The versions that apt could install, the candidate first; empty if apt does not know the package.</summary>
    /// <param name="release">Only those of one release; null for all.</param>
    IReadOnlyList<string> Available(string name, string? release = null);

    /// <summary>The time since apt looked at what its sources offer; null if it never did.</summary>
    TimeSpan? ListsAge { get; }

    /// <summary>Names that apt or dpkg know, for suggestions.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>Whether a run of dpkg broke off, so that nothing can be installed before it is repaired; null if not, else what says so and what helps.</summary>
    string? Interrupted { get; }
}

/// <param name="State">The last word of dpkg's status: <c>installed</c>, <c>config-files</c>, <c>half-configured</c>.</param>
public sealed record PackageStatus(string Name, string Version, string State, bool IsHeld)
{
    /// <summary>Unpacked and configured; otherwise its configuration alone is there, or it is half way.</summary>
    public bool IsInstalled => State == "installed";
}
