using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary>
/// The rules that a catalog declares, as one set, beside those that are there. It is made once for a plan: each rule has its
/// place between all others.
/// </summary>
internal sealed class FirewallSet
{
    private const string Type = "firewall";
    private const string PolicyType = "firewall_policy";

    private static readonly ConditionalWeakTable<Catalog, FirewallSet> Known = [];

    private readonly IFirewall _firewall;
    private readonly FirewallRule[] _present;
    private readonly List<DeclaredRule> _declared;
    private readonly Dictionary<ResourceId, DeclaredRule> _byId;
    private readonly Dictionary<FirewallRule, int> _ranks = [];
    private readonly Dictionary<FirewallRule, int> _places = [];
    private readonly ILookup<FirewallRule, FirewallRule> _subjects;
    private readonly int[] _levels;
    private readonly Lazy<string?> _refusal;
    private readonly Lazy<string?> _policyRefusal;

    private FirewallSet(Catalog catalog, IFirewall firewall, IReadOnlyList<FirewallRule> present)
    {
        _firewall = firewall;
        Source = present;
        _present = [.. present];
        for (var at = 0; at < _present.Length; at++)
            _places.TryAdd(_present[at].WithoutComment, at);
        _subjects = _present.ToLookup(Subject, static rule => rule.WithoutComment);
        _declared = FirewallOrder.Of([.. catalog.Resources.Where(static resource => resource.Id.Type == Type).Select(DeclaredRule.Of)]);
        _byId = _declared.ToDictionary(static declared => declared.Id);
        for (var rank = 0; rank < _declared.Count; rank++)
            _ranks.TryAdd(_declared[rank].Rule.WithoutComment, _declared[rank].Rank = rank);
        _levels = Levels();
        Policy = catalog.Resources.FirstOrDefault(static resource => resource.Id.Type == PolicyType);
        _refusal = new(() => Refuse(withPolicy: false));
        _policyRefusal = new(() => Refuse(withPolicy: true));
    }

    public CatalogResource? Policy { get; }

    private IReadOnlyList<FirewallRule> Source { get; }

    public DeclaredRule this[ResourceId id] => _byId[id];

    /// <summary>The set of a plan, made anew after the rules were read anew.</summary>
    public static FirewallSet Of(ReadContext context)
    {
        var firewall = context.Machine.Firewall;
        var present = firewall.Rules;
        lock (Known)
        {
            if (Known.TryGetValue(context.Catalog, out var known) && ReferenceEquals(known.Source, present))
                return known;
            var set = new FirewallSet(context.Catalog, firewall, present);
            Known.AddOrUpdate(context.Catalog, set);
            return set;
        }
    }

    /// <summary>Rules that are there and that no recipe declares.</summary>
    public IEnumerable<FirewallRule> Undeclared => _present.Where(rule => !IsDeclared(rule));

    public FirewallRule? Present(DeclaredRule declared) => Place(declared) is { } at ? _present[at] : null;

    /// <summary>A rule that it stands behind, although it must not.</summary>
    public FirewallRule? StandsBehind(DeclaredRule declared)
    {
        for (var at = 0; at < Place(declared); at++)
        {
            if (_levels[at] > declared.Rank)
                return _present[at];
        }
        return null;
    }

    /// <summary>Rules that say something else of the same packets, as those of an older recipe do.</summary>
    public ImmutableArray<FirewallRule> Twins(DeclaredRule declared) =>
        [.. _subjects[Subject(declared.Rule)].Where(rule => !rule.Covers(declared.Rule) && !IsDeclared(rule))];

    public FirewallEdit Edit(DeclaredRule declared)
    {
        if (declared.IsAbsent)
            return new(declared.Rule, []) { Removes = true, IsForced = declared.IsForced };
        var before = ImmutableArray.CreateBuilder<FirewallRule>();
        before.AddRange(_present.Where((_, at) => _levels[at] > declared.Rank).Select(static rule => rule.WithoutComment));
        // The order of the set is not that of the recipes where a rule names an earlier one: that may have been added just now.
        before.AddRange(_declared.Skip(declared.Rank + 1).Where(other => other.Place < declared.Place && !other.IsAbsent).Select(static other => other.Rule.WithoutComment));
        return new(declared.Rule, before.ToImmutable()) { Instead = Twins(declared), IsForced = declared.IsForced };
    }

    /// <summary>Whether there is anything to do about a rule.</summary>
    public bool Differs(DeclaredRule declared)
    {
        var present = Present(declared);
        if (declared.IsAbsent || present is null)
            return declared.IsAbsent == present is not null;
        return (declared.Rule.Comment is { } comment && comment != present.Comment) || StandsBehind(declared) is not null || !Twins(declared).IsEmpty;
    }

    /// <summary>The changes of rules that must come before the policy closes the machine: those that are declared behind it.</summary>
    public IEnumerable<FirewallEdit> EditsBehind(Catalog catalog) => catalog.Resources
        .SkipWhile(static resource => resource.Id.Type != PolicyType)
        .Where(static resource => resource.Id.Type == Type)
        .Select(resource => _byId[resource.Id])
        .Where(Differs)
        .Select(Edit);

    public IEnumerable<FirewallEdit> Purges() => Undeclared.Select(static rule => new FirewallEdit(rule, []) { Removes = true });

    /// <summary>Why the rules may not become what is declared while the policy is as it is; null if they may.</summary>
    public string? Refusal => _refusal.Value;

    /// <summary>Why the policy may not become what is declared, together with the rules.</summary>
    public string? PolicyRefusal => _policyRefusal.Value;

    // What is not in the kernel is loaded by the policy if there is one; its rules come into the files before.
    private FirewallState StateForRules => Policy is not null && _firewall.Gap is { IsOpen: true } ? _firewall.State with { Enabled = false } : _firewall.State;

    private int? Place(DeclaredRule declared)
    {
        var rule = declared.Rule.WithoutComment;
        return _places.TryGetValue(rule, out var at) || _places.TryGetValue(rule with { Family = FirewallFamily.Both }, out at) ? at : null;
    }

    private static FirewallRule Subject(FirewallRule rule) => rule with { Action = default, Log = default, Comment = null };

    private bool IsDeclared(FirewallRule rule)
    {
        var wanted = rule.WithoutComment;
        return _ranks.ContainsKey(wanted)
            || (wanted.Family == FirewallFamily.Both
                ? _ranks.ContainsKey(wanted with { Family = FirewallFamily.V4 }) || _ranks.ContainsKey(wanted with { Family = FirewallFamily.V6 })
                : _ranks.ContainsKey(wanted with { Family = FirewallFamily.Both }));
    }

    /// <summary>For each rule that is there, up to which rank those of the set must stand before it.</summary>
    private int[] Levels()
    {
        var named = new Dictionary<FirewallRule, int>();
        var beforeAll = 0;
        foreach (var declared in _declared)
        {
            if (declared.IsBeforeAll)
                beforeAll = declared.Rank + 1;
            else if (declared.Before is { } before)
                named[before] = declared.Rank + 1;
        }
        var levels = new int[_present.Length];
        for (var at = 0; at < levels.Length; at++)
        {
            var rule = _present[at].WithoutComment;
            var level = _ranks.TryGetValue(rule, out var rank) ? (_declared[rank].IsAbsent ? 0 : rank) : IsDeclared(rule) ? 0 : beforeAll;
            levels[at] = Math.Max(level, named.GetValueOrDefault(rule));
        }
        return levels;
    }

    private string? Refuse(bool withPolicy)
    {
        var policy = withPolicy ? Policy : null;
        var isForced = policy is not null && policy["force"] == Value.True;
        var edits = _declared.Where(Differs).OrderBy(static declared => declared.Place).Select(Edit).ToList();
        if (policy is not null && policy["purge"] == Value.True)
            edits.AddRange(Purges().Select(edit => edit with { IsForced = isForced }));
        var state = policy is null ? StateForRules : FirewallPolicyResource.Wanted(policy, _firewall.State);
        if (FirewallRefusal.Of(_firewall, edits.Apply(_present), state) is not { } refusal)
            return null;
        if (!isForced && edits.TrueForAll(static edit => !edit.IsForced))
            return refusal;
        // What is forced may cut somebody off, but hides nothing else that would.
        return FirewallRefusal.Of(_firewall, edits.Where(static edit => !edit.IsForced).Apply(_present), isForced ? _firewall.State : state);
    }
}
