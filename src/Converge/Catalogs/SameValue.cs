using Converge.Language.Values;

namespace Converge.Catalogs;

/// <summary>Whether two values are the same all through; lists by their items, maps by their members in any order.</summary>
public static class SameValue
{
    public static bool Of(Value a, Value b)
    {
        if (a.As<ScriptList>() is { } list)
            return b.As<ScriptList>() is { } others && OfLists(list, others);
        if (a.As<ScriptObject>() is { } members)
            return b.As<ScriptObject>() is { } others && OfMembers(members, others);
        return a == b;
    }

    private static bool OfLists(ScriptList a, ScriptList b)
    {
        if (a.Count != b.Count)
            return false;
        using var others = b.GetEnumerator();
        foreach (var item in a)
        {
            if (!others.MoveNext() || !Of(item, others.Current))
                return false;
        }
        return true;
    }

    private static bool OfMembers(ScriptObject a, ScriptObject b)
    {
        if (a.Count != b.Count)
            return false;
        foreach (var (key, value) in a)
        {
            if (!b.TryGet(key, out var other) || !Of(value, other))
                return false;
        }
        return true;
    }
}
