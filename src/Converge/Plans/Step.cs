using System.Collections.Immutable;
using Converge.Language.Values;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;

namespace Converge.Plans;

/// <summary>
/// One thing to be done on the machine, as data. Types say steps, the engine alone has them executed. Printed, a step says
/// what it does; secrets are masked.
/// </summary>
public abstract record Step
{
    /// <summary>One step for this and the next one, if they can be done together; else null.</summary>
    public virtual Step? Merge(Step next) => null;

    public abstract override string ToString();
}

/// <summary>Who owns a file and who may do what with it; null leaves it as it is, and as usual where it is made.</summary>
public readonly record struct Ownership(string? Owner, string? Group, int? Mode);

/// <summary>Puts a file in place whole: written beside, given its owner and mode, approved, synced, renamed.</summary>
/// <param name="Validate">A command that approves the content; <c>{{ path }}</c> in it is where that is.</param>
/// <param name="Backup">Whether content that is replaced is kept.</param>
public sealed record WriteFile(string Path, FileContent Content, Ownership Ownership, ImmutableArray<string> Validate, bool Backup) : Step
{
    public override string ToString() => $"write {Path}{(Content.IsSecret ? $" ({SecretText.Mask})" : "")}";
}

/// <summary>Owner, group and mode of what is there already.</summary>
public sealed record SetOwnership(string Path, Ownership Ownership) : Step
{
    public override string ToString() =>
        $"set {Path}{Part(" owner", Ownership.Owner)}{Part(" group", Ownership.Group)}{Part(" mode", Ownership.Mode is { } mode ? $"0{Convert.ToString(mode, 8)}" : null)}";

    private static string Part(string name, string? value) => value is null ? "" : $"{name} {value}";
}

/// <summary>Makes a directory, and those above it.</summary>
public sealed record MakeDirectory(string Path, Ownership Ownership) : Step
{
    public override string ToString() => $"make {Path}/";
}

/// <summary>Makes a symbolic link, or turns one elsewhere, in one step.</summary>
public sealed record MakeLink(string Path, string Target) : Step
{
    public override string ToString() => $"link {Path} -> {Target}";
}

/// <summary>Removes a file, a link, or a directory.</summary>
/// <param name="Recursive">Whether a directory goes with all that is in it; else it must be empty.</param>
public sealed record Remove(string Path, bool Recursive, bool Backup) : Step
{
    public override string ToString() => $"remove {Path}{(Recursive ? "/" : "")}";
}

/// <summary>Runs a command.</summary>
public sealed record RunCommand(CommandSpec Command) : Step
{
    public override string ToString() => $"run {Command}";
}

/// <summary>What apt is to do, in one transaction; neighbours are merged.</summary>
public sealed record ChangePackages(ImmutableArray<PackageWish> Packages) : Step
{
    public override Step? Merge(Step next) => next is ChangePackages other ? new ChangePackages(Packages.AddRange(other.Packages)) : null;

    public override string ToString() => string.Join(", ", Packages);
}

public enum PackageVerb
{
    Install,
    Remove,
    Purge,
    Hold,
    Unhold,
}

/// <param name="Version">Exactly this one; null for apt's candidate.</param>
/// <param name="Release">The release to take it from.</param>
/// <param name="Recommends">Whether what it recommends comes with it; null as apt is configured.</param>
public sealed record PackageWish(PackageVerb Verb, string Name, string? Version = null, string? Release = null, bool? Recommends = null)
{
    /// <summary>Whether an older version than the installed one is meant.</summary>
    public bool Downgrades { get; init; }

    public override string ToString() => $"{Verb.ToString().ToLowerInvariant()} {Name}{(Version is null ? "" : $"={Version}")}";
}

public enum UnitVerb
{
    Start,
    Stop,
    Restart,
    TryRestart,
    Reload,
    Enable,
    Disable,
    Mask,
    Unmask,
}

/// <summary>Asks systemd something of a unit.</summary>
/// <param name="Unit">In full: <c>nginx.service</c>.</param>
public sealed record ChangeUnit(UnitVerb Verb, string Unit) : Step
{
    public override string ToString() => Verb == UnitVerb.TryRestart ? $"try-restart {Unit}" : $"{Verb.ToString().ToLowerInvariant()} {Unit}";
}

/// <summary>Has systemd read the files of units again; several in a row are one.</summary>
public sealed record ReloadUnitFiles : Step
{
    public override Step? Merge(Step next) => next is ReloadUnitFiles ? this : null;

    public override string ToString() => "daemon-reload";
}

/// <summary>Changes the rules of the firewall, all in one go.</summary>
public sealed record ChangeFirewallRules(ImmutableArray<FirewallEdit> Edits) : Step
{
    public override Step? Merge(Step next) => next is ChangeFirewallRules other ? new ChangeFirewallRules(Edits.AddRange(other.Edits)) : null;

    public override string ToString() => string.Join(", ", Edits);
}

/// <summary>Puts a rule before the first of some others that is there, else at the end; where it was, it is no more.</summary>
/// <param name="Before">Rules that it must stand before, without their comments.</param>
public sealed record FirewallEdit(FirewallRule Rule, ImmutableArray<FirewallRule> Before)
{
    public override string ToString() => $"firewall {Rule}{(Before.IsEmpty ? "" : $" before {Before[0]}")}";
}

/// <summary>Sets what becomes of packets that no rule is for, and whether the firewall is on.</summary>
public sealed record SetFirewallState(FirewallState State) : Step
{
    public override string ToString() => $"firewall {(State.Enabled ? "on" : "off")}, incoming {State.Incoming}, outgoing {State.Outgoing}, routed {State.Routed}, logging {State.Logging}";
}

/// <summary>Sets a value of the running kernel; what is to stay after a boot is in a file besides.</summary>
/// <param name="Path">Below <c>/proc/sys</c>.</param>
public sealed record SetKernelValue(string Path, string Value) : Step
{
    public override string ToString() => $"set {Path} to {Value}";
}
