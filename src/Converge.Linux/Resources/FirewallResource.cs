using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Firewall;

namespace Converge.Linux.Resources;

/// <summary><c>firewall</c>: the rules of a node are one set, in the order of its catalog.</summary>
public sealed class FirewallResource : IResourceType
{
    private const string Position = "position";
    private const string Comment = "comment";

    public string Name => "firewall";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var firewall = context.Machine.Firewall;
        if (firewall.WhyAbsent is not null)
            return new(Finding.Absent with { Lacks = new("package", "ufw") });
        var rule = Rule(desired);
        var later = Later(desired, context.Catalog);
        var present = firewall.Rules.ToList();
        var at = present.FindIndex(other => other.WithoutComment == rule.WithoutComment);
        return new(new RuleFinding(later)
        {
            Exists = at >= 0,
            Present = at < 0 ? null : present[at],
            StandsBehind = at < 0 ? null : present.Take(at).FirstOrDefault(other => later.Contains(other.WithoutComment)),
        });
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        if (!found.Exists)
            return [new(Comparison.Presence, Value.True, Value.False)];
        var rule = (RuleFinding)found;
        var changes = ImmutableArray.CreateBuilder<Change>();
        var comment = Rule(desired).Comment;
        if (comment is not null && comment != rule.Present!.Comment)
            changes.Add(new(Comment, Value.From(rule.Present.Comment), Value.From(comment)));
        if (rule.StandsBehind is { } other)
            changes.Add(new(Position, Value.From($"behind '{other}'"), Value.From($"before '{other}'")));
        return changes.ToImmutable();
    }

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes) =>
        [new ChangeFirewallRules([new(Rule(desired), ((RuleFinding)found).Later)])];

    private static FirewallRule Rule(CatalogResource resource) =>
        FirewallRule.Parse(resource["rule"].AsString()) ?? throw new ArgumentException($"'{resource["rule"]}' is no rule", nameof(resource));

    /// <summary>The rules that it must stand before: the one that it names, and those that are declared after it.</summary>
    private static ImmutableArray<FirewallRule> Later(CatalogResource desired, Catalog catalog)
    {
        var declared = catalog.Resources.Where(resource => resource.Id.Type == desired.Id.Type).SkipWhile(resource => resource.Id != desired.Id).Skip(1).Select(Rule);
        var named = desired["before"] is { Kind: ValueKind.String } before ? FirewallRule.Parse(before.AsString()) : null;
        return [.. (named is null ? declared : declared.Prepend(named)).Select(static rule => rule.WithoutComment)];
    }

    /// <param name="Later">Rules that it must stand before.</param>
    private sealed record RuleFinding(ImmutableArray<FirewallRule> Later) : Finding
    {
        public FirewallRule? Present { get; init; }

        /// <summary>One that it stands behind, although it should not.</summary>
        public FirewallRule? StandsBehind { get; init; }
    }
}
