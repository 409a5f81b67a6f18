using Converge.Language.Values;

namespace Converge.Agent.Servers;

/// <summary>Merge patches (RFC 7396), made.</summary>
public static class Difference
{
    /// <summary>What makes one object the other; null if no such patch can say it: in one, null means that a member goes.</summary>
    public static ScriptObject? Of(ScriptObject before, ScriptObject after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var patch = new ScriptObject();
        foreach (var (key, value) in after)
        {
            var isThere = before.TryGet(key, out var old);
            if (isThere && Text(old) == Text(value))
                continue;
            if (isThere && old.As<ScriptObject>() is { } inner && value.As<ScriptObject>() is { } changed)
            {
                if (Of(inner, changed) is not { } part)
                    return null;
                patch.Set(key, Value.From(part));
            }
            else if (HasNull(value))
            {
                return null;
            }
            else
            {
                patch.Set(key, value);
            }
        }
        foreach (var (key, _) in before)
        {
            if (!after.ContainsKey(key))
                patch.Set(key, Value.Null);
        }
        return patch;
    }

    private static string Text(Value value) => JsonText.Write(value);

    /// <summary>Lists are taken as they are, nulls in them included.</summary>
    private static bool HasNull(Value value) => value.IsNull || (value.As<ScriptObject>() is { } members && members.Any(static member => HasNull(member.Value)));
}
