using Converge.Language.Values;

namespace Converge.Server.Nodes;

/// <summary>RFC 7396: what is in the patch replaces, what is null there goes, and objects are looked into.</summary>
public static class MergePatch
{
    public static ScriptObject Apply(ScriptObject target, ScriptObject patch)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(patch);
        var merged = new ScriptObject(target.Count);
        foreach (var (key, value) in target)
        {
            if (!patch.TryGet(key, out var change))
                merged.Set(key, value);
            else if (!change.IsNull)
                merged.Set(key, Merge(value, change));
        }
        foreach (var (key, change) in patch)
        {
            if (!change.IsNull && !target.ContainsKey(key))
                merged.Set(key, Merge(Value.Null, change));
        }
        return merged;
    }

    private static Value Merge(Value target, Value change) =>
        change.As<ScriptObject>() is { } members ? Value.From(Apply(target.As<ScriptObject>() ?? [], members)) : change;
}
