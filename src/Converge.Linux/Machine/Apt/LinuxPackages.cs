using Converge.Linux.Machine.Apt.Lists;
using Converge.Linux.Machine.Files;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Apt;

/// <summary>
/// dpkg and apt as their files describe them. The lists of what could be installed are large, and looked into only when
/// somebody asks what there is: for a package that is not there, or one that must have another version.
/// </summary>
public sealed class LinuxPackages(LinuxFiles files, TimeProvider? clock = null) : IPackages
{
    private readonly Forgettable<DpkgDatabase> _installed = new(() => DpkgDatabase.Read(files));
    private readonly Forgettable<AptLists> _lists = new(() => AptLists.Read(files));

    /// <inheritdoc/>
    public string? Interrupted => _installed.Value.Interrupted;

    /// <inheritdoc/>
    public IEnumerable<string> Names => _lists.Value.Names.Concat(_installed.Value.Names).Distinct(StringComparer.Ordinal);

    /// <inheritdoc/>
    public PackageStatus? Find(string name) => _installed.Value.Find(name);

    /// <inheritdoc/>
    public TimeSpan? ListsAge => AptLists.LastUpdate(files) is { } last ? (clock ?? TimeProvider.System).GetUtcNow() - last : null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Available(string name, string? release = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        var installed = _installed.Value;
        return _lists.Value.Available(name, installed.Find(name), installed.Architecture, release);
    }

    /// <summary>For after a step that installed or removed something.</summary>
    public void Forget() => _installed.Forget();

    /// <summary>For after an update of apt's lists, or a change of its sources or preferences.</summary>
    public void ForgetLists() => _lists.Forget();
}
