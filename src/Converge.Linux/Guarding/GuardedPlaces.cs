using Converge.Linux.Machine.Ufw;
using Converge.Plans;

namespace Converge.Linux.Guarding;

/// <summary>What steps change, as far as it can be put back.</summary>
internal sealed class GuardedPlaces
{
    private static readonly string[] Settings = ["/etc/default/ufw", "/etc/ufw/ufw.conf", "/etc/ufw/after.rules", "/etc/ufw/after6.rules"];

    private readonly List<string> _paths = [];

    private GuardedPlaces(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
            Add(step);
    }

    /// <summary>The files that are copied and put back.</summary>
    public IReadOnlyList<string> Paths => _paths;

    public bool TouchesRules { get; private set; }

    /// <summary>Whether more than the rules of the firewall is changed: that it is on, or a policy.</summary>
    public bool TouchesState { get; private set; }

    /// <summary>Whether the kernel gets all of the firewall, also where it has nothing of it.</summary>
    public bool Loads { get; private set; }

    public bool TouchesSsh => _paths.Exists(static path => path.StartsWith("/etc/ssh/", StringComparison.Ordinal));

    public bool TouchesUnits => _paths.Exists(static path => path.StartsWith("/etc/systemd/", StringComparison.Ordinal));

    /// <summary>Whether somebody may be cut off on purpose.</summary>
    public bool IsForced { get; private set; }

    /// <exception cref="StepException">A step changes nobody knows what.</exception>
    public static GuardedPlaces Of(IEnumerable<Step> steps) => new(steps);

    private void Add(Step step)
    {
        switch (step)
        {
            case ChangeFirewallRules change:
                TouchesRules = true;
                Loads |= change.Loads;
                IsForced |= change.IsForced || change.Edits.Any(static edit => edit.IsForced);
                Add(UfwRules.V4Path, UfwRules.V6Path);
                break;
            case SetFirewallState set:
                TouchesState = true;
                Loads |= set.State.Enabled;
                IsForced |= set.IsForced;
                Add([.. Settings, UfwRules.V4Path, UfwRules.V6Path]);
                break;
            case WriteFile { Path: var path }:
                Add(path);
                break;
            case SetOwnership { Path: var path }:
                Add(path);
                break;
            case Remove { Path: var path }:
                Add(path);
                break;
            case MakeLink { Path: var path }:
                Add(path);
                break;
            case MakeDirectory { Path: var path }:
                Add(path);
                break;
            case PutBack back:
                Add([.. back.Places.Select(static place => place.Path)]);
                break;
            case ChangeUnit or ReloadUnitFiles:
                break;
            default:
                throw new StepException($"'{step}' cannot be guarded: nobody knows what would have to be put back; say 'guard: none'");
        }
    }

    private void Add(params string[] paths) => _paths.AddRange(paths.Except(_paths, StringComparer.Ordinal));
}
