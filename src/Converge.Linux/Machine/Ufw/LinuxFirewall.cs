using Converge.Linux.Machine.Connections;
using Converge.Linux.Machine.Files;
using Converge.Linux.Machine.Ufw.Kernel;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Ufw;

/// <summary>ufw's rules and settings from its files, which is a hundred times faster than to ask ufw.</summary>
public sealed class LinuxFirewall(LinuxFiles files) : IFirewall
{
    private const string Program = "/usr/sbin/ufw";

    private static readonly FirewallState Off = new(Enabled: false, "deny", "allow", "deny", "low");

    private readonly Forgettable<Reading> _reading = new(() => Read(files));
    private Forgettable<Loaded>? _loaded;

    /// <inheritdoc/>
    public string? WhyAbsent => _reading.Value.WhyAbsent;

    /// <inheritdoc/>
    public IReadOnlyList<FirewallRule> Rules => _reading.Value.Rules;

    /// <inheritdoc/>
    public FirewallState State => _reading.Value.State;

    /// <inheritdoc/>
    public FirewallGap? Gap => State.Enabled ? InKernel.Value.Gap : null;

    /// <inheritdoc/>
    public FirewallProfiles Profiles => _reading.Value.Profiles;

    /// <inheritdoc/>
    public bool HasV6 => _reading.Value.HasV6;

    /// <inheritdoc/>
    public IReadOnlyList<FirewallPacket> Lifelines => new Lifelines(files).Read();

    /// <summary>For after a step that changed rules or settings, or installed ufw.</summary>
    public void Forget()
    {
        _reading.Forget();
        ForgetKernel();
    }

    /// <summary>For after something that may have changed the rules in the kernel, as the start of a service may.</summary>
    public void ForgetKernel() => InKernel.Forget();

    /// <summary>What the kernel has, beside what it should.</summary>
    internal KernelFirewall Kernel => new(files, HasV6, State);

    private Forgettable<Loaded> InKernel => LazyInitializer.EnsureInitialized(ref _loaded, () => new(() => new(Kernel.Read())));

    // Its files stay where the package was removed and not purged.
    private static Reading Read(LinuxFiles files) => files.Stat(Program) is not null && UfwSettings.Read(files) is { } settings
        ? new(null, UfwRules.Read(files, settings.HasV6), settings.State, UfwProfiles.Read(files), settings.HasV6)
        : new("ufw is not installed", [], Off, FirewallProfiles.None, HasV6: true);

    private sealed record Loaded(FirewallGap? Gap);

    private sealed record Reading(string? WhyAbsent, IReadOnlyList<FirewallRule> Rules, FirewallState State, FirewallProfiles Profiles, bool HasV6);
}
