using System.Collections.Immutable;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;

namespace Converge.Plans;

/// <summary>Changes the rules of the firewall, all in one go.</summary>
public sealed record ChangeFirewallRules(ImmutableArray<FirewallEdit> Edits) : Step
{
    /// <summary>Whether the kernel gets all that the files say, although it does not do so now; else only the files are changed then.</summary>
    public bool Loads { get; init; }

    /// <summary>Whether that may cut off whom the machine is reached by.</summary>
    public bool IsForced { get; init; }

    public override bool IsMergeable => true;

    public override Step? Merge(Step next) => next is ChangeFirewallRules other ? new ChangeFirewallRules(Edits.AddRange(other.Edits)) { Loads = Loads || other.Loads, IsForced = IsForced || other.IsForced } : null;

    public override string ToString() => Loads ? string.Join(", ", [.. Edits.Select(static edit => edit.ToString()), "firewall load"]) : string.Join(", ", Edits);
}

/// <summary>Puts a rule before the first of some others that is there, else at the end; where it was, it is no more.</summary>
/// <param name="Before">Rules that it must stand before, without their comments.</param>
public sealed record FirewallEdit(FirewallRule Rule, ImmutableArray<FirewallRule> Before)
{
    /// <summary>Rules that go because this one says something else of the same packets; without their comments.</summary>
    public ImmutableArray<FirewallRule> Instead { get; init; } = [];

    /// <summary>Whether the rule is only taken away.</summary>
    public bool Removes { get; init; }

    /// <summary>Whether it may cut off whom the machine is reached by.</summary>
    public bool IsForced { get; init; }

    public override string ToString() => Removes
        ? $"firewall remove {Rule}"
        : $"firewall {Rule}{(Before.IsEmpty ? "" : $" before {Before[0]}")}{(Instead.IsEmpty ? "" : $" instead of {string.Join(" and ", Instead)}")}";
}

/// <summary>Sets what becomes of packets that no rule is for, and whether the firewall is on.</summary>
public sealed record SetFirewallState(FirewallState State) : Step
{
    /// <inheritdoc cref="FirewallEdit.IsForced"/>
    public bool IsForced { get; init; }

    public override string ToString() => $"firewall {(State.Enabled ? "on" : "off")}, incoming {State.Incoming}, outgoing {State.Outgoing}, routed {State.Routed}, logging {State.Logging}";
}
