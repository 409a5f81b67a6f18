using Converge.Resources.Firewall;

namespace Converge.Plans;

/// <summary>A list of rules after some edits.</summary>
public static class FirewallEditing
{
    public static List<FirewallRule> Apply(this IEnumerable<FirewallEdit> edits, IEnumerable<FirewallRule> present)
    {
        ArgumentNullException.ThrowIfNull(edits);
        var rules = new List<FirewallRule>(present);
        foreach (var edit in edits)
            Apply(edit, rules);
        return rules;
    }

    /// <summary>Whether a rule that is there does all that another one asks for.</summary>
    public static bool Covers(this FirewallRule present, FirewallRule wanted)
    {
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(wanted);
        return present.WithoutComment == wanted.WithoutComment
            || (present.Family == FirewallFamily.Both && present.WithoutComment == wanted.WithoutComment with { Family = FirewallFamily.Both });
    }

    private static void Apply(FirewallEdit edit, List<FirewallRule> rules)
    {
        var wanted = edit.Rule.WithoutComment;
        var old = rules.Find(rule => rule.Covers(wanted));
        // A rule of both families takes the place of those of one.
        rules.RemoveAll(rule => rule == old || wanted.Covers(rule) || edit.Instead.Contains(rule.WithoutComment));
        if (edit.Removes)
            return;
        var placed = old is null ? edit.Rule : old with { Comment = edit.Rule.Comment ?? old.Comment };
        var at = edit.Before.IsEmpty ? -1 : rules.FindIndex(rule => edit.Before.Contains(rule.WithoutComment));
        rules.Insert(at < 0 ? rules.Count : at, placed);
    }
}
