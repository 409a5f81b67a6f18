using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>firewall</c>: the rules of a node are one set, in the order of its catalog.</summary>
public sealed class FirewallResource : IResourceType, IWatchable
{
    private const string Position = "position";
    private const string Comment = "comment";
    private const string Others = "instead_of";

    public string Name => "firewall";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(desired);
        ArgumentNullException.ThrowIfNull(context);
        if (context.Machine.Firewall.WhyAbsent is not null)
            return new(Comparison.WantsAbsence(desired) ? Finding.Absent : Finding.Absent with { Lacks = new("package", "ufw") });
        var set = FirewallSet.Of(context);
        var declared = set[desired.Id];
        var present = set.Present(declared);
        var differs = set.Differs(declared);
        var found = new RuleFinding(declared.Rule)
        {
            Exists = present is not null,
            Present = present,
            StandsBehind = present is null ? null : set.StandsBehind(declared),
            Edit = differs ? set.Edit(declared) : null,
            // The policy tells it if there is one, and comes behind its rules.
            Gap = set.Policy is null && !declared.IsAbsent ? context.Machine.Firewall.Gap : null,
        };
        return new(found with { Refusal = (differs || found.Gap is not null) && !declared.IsForced ? set.Refusal : null });
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        ArgumentNullException.ThrowIfNull(found);
        var changes = AddOthers(Differences(desired, found), found);
        return found is RuleFinding { Gap: { } gap } ? changes.Add(FirewallPolicyResource.NotLoaded(gap)) : changes;
    }

    private static ImmutableArray<Change> Differences(CatalogResource desired, Finding found)
    {
        if (Comparison.WantsAbsence(desired) || !found.Exists)
            return Comparison.Of(desired, found, []);
        var rule = (RuleFinding)found;
        var changes = ImmutableArray.CreateBuilder<Change>();
        if (rule.Wanted.Comment is { } comment && comment != rule.Present!.Comment)
            changes.Add(new(Comment, Value.From(rule.Present.Comment), Value.From(comment)));
        if (rule.StandsBehind is { } other)
            changes.Add(new(Position, Value.From($"behind '{other}'"), Value.From($"before '{other}'")));
        return changes.ToImmutable();
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FirewallWatch()];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var rule = (RuleFinding)found;
        return [new ChangeFirewallRules(rule.Edit is null ? [] : [rule.Edit]) { Loads = rule.Gap is not null, IsForced = rule.Gap is not null && desired["force"] == Value.True }];
    }

    // A rule with the same words but for the verb would make this one idle, or be made idle by it.
    private static ImmutableArray<Change> AddOthers(ImmutableArray<Change> changes, Finding found) =>
        found is RuleFinding { Edit.Instead: { IsEmpty: false } others }
            ? changes.Add(new(Others, Value.From(string.Join(", ", others)), Value.Null))
            : changes;

    private sealed record RuleFinding(FirewallRule Wanted) : Finding
    {
        public FirewallRule? Present { get; init; }

        /// <summary>One that it stands behind, although it should not.</summary>
        public FirewallRule? StandsBehind { get; init; }

        /// <summary>Null if nothing is to be done about its words.</summary>
        public FirewallEdit? Edit { get; init; }

        /// <summary>Why it is not in force, although it may stand in the file.</summary>
        public FirewallGap? Gap { get; init; }
    }
}
