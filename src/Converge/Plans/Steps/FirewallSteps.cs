using System.Collections.Immutable;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;

namespace Converge.Plans;

/// <summary>Changes the rules of the firewall, all in one go.</summary>
public sealed record ChangeFirewallRules(ImmutableArray<FirewallEdit> Edits) : Step
{
    public override bool IsMergeable => true;

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
