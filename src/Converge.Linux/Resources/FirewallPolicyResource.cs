using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>firewall_policy</c></summary>
public sealed class FirewallPolicyResource : IResourceType, IWatchable
{
    private const string Undeclared = "undeclared";

    /// <summary>Compared whenever ufw is to be on: nobody could wish anything else.</summary>
    internal const string Loaded = "loaded";

    public string Name => "firewall_policy";

    public ImmutableArray<string> Compared { get; } = ["enabled", "incoming", "outgoing", "routed", "logging"];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(desired);
        ArgumentNullException.ThrowIfNull(context);
        var firewall = context.Machine.Firewall;
        if (firewall.WhyAbsent is not null)
            return new(Finding.Absent with { Lacks = new("package", "ufw") });
        var set = FirewallSet.Of(context);
        var (state, wanted) = (firewall.State, Wanted(desired, firewall.State));
        ImmutableArray<FirewallEdit> purges = desired["purge"] == Value.True ? [.. set.Purges()] : [];
        var found = new PolicyFinding(state, wanted)
        {
            Exists = true,
            Properties = Properties(state).Properties,
            Purges = purges,
            Gap = wanted.Enabled ? firewall.Gap : null,
            // Rules that are declared behind it must be there before it closes the machine, or takes others away.
            First = Closes(IsOpen(firewall) ? state with { Enabled = false } : state, wanted) || !purges.IsEmpty ? [.. set.EditsBehind(context.Catalog)] : [],
        };
        return new(found with { Refusal = (found.IsOff || !purges.IsEmpty) && desired["force"] != Value.True ? set.PolicyRefusal : null });
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        ArgumentNullException.ThrowIfNull(found);
        var changes = Comparison.Of(desired, found, Compared);
        if (found is not PolicyFinding policy)
            return changes;
        if (policy.Gap is { } gap)
            changes = changes.Add(NotLoaded(gap));
        return policy.Purges.IsEmpty ? changes : changes.Add(new(Undeclared, Value.From(string.Join(", ", policy.Purges.Select(static edit => edit.Rule))), Value.Null));
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FirewallWatch()];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        ArgumentNullException.ThrowIfNull(desired);
        var policy = (PolicyFinding)found;
        var isForced = desired["force"] == Value.True;
        ImmutableArray<FirewallEdit> edits = [.. policy.First, .. policy.Purges.Select(edit => edit with { IsForced = isForced })];
        if (!edits.IsEmpty)
            yield return new ChangeFirewallRules(edits);
        if (policy.IsOff)
            yield return new SetFirewallState(policy.Wanted) { IsForced = isForced };
    }

    internal static FirewallState Wanted(CatalogResource desired, FirewallState state)
    {
        var found = Properties(state);
        return new(Wanted("enabled") == Value.True, Wanted("incoming").ToString(), Wanted("outgoing").ToString(), Wanted("routed").ToString(), Wanted("logging").ToString());

        Value Wanted(string property) => desired[property] is { IsNull: false } value ? value : found.Properties[property];
    }

    internal static Change NotLoaded(FirewallGap gap) => new(Loaded, Value.From($"false ({gap.What})"), Value.True);

    private static bool IsOpen(IFirewall firewall) => firewall.Gap is { IsOpen: true };

    private static Finding Properties(FirewallState state) => Finding.Of(
        ("enabled", Value.From(state.Enabled)),
        ("incoming", Value.From(state.Incoming)),
        ("outgoing", Value.From(state.Outgoing)),
        ("routed", Value.From(state.Routed)),
        ("logging", Value.From(state.Logging)));

    private static bool Closes(FirewallState now, FirewallState wanted) => wanted.Enabled
        && (!now.Enabled || IsCloser(now.Incoming, wanted.Incoming) || IsCloser(now.Outgoing, wanted.Outgoing) || IsCloser(now.Routed, wanted.Routed));

    private static bool IsCloser(string now, string wanted) => now == "allow" && wanted != "allow";

    private sealed record PolicyFinding(FirewallState State, FirewallState Wanted) : Finding
    {
        public ImmutableArray<FirewallEdit> Purges { get; init; } = [];

        /// <summary>Null also where ufw is not to be on.</summary>
        public FirewallGap? Gap { get; init; }

        public bool IsOff => State != Wanted || Gap is not null;

        public ImmutableArray<FirewallEdit> First { get; init; } = [];
    }
}
