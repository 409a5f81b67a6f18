using Converge.Language.Values;

namespace Converge.Server.Storage.Documents;

/// <summary>
/// Documents of nodes are much alike: equal texts, lists and objects in them become the same ones, frozen. It remembers
/// only so many, the last of each place in a table, so that what nobody has any more does not fill the memory.
/// </summary>
internal sealed class Sharing
{
    private const int Texts = 1 << 16;
    private const int Parts = 1 << 14;

    // What is longer is rarely the same, and would be kept for nothing.
    private const int LongestText = 128;

    private readonly string?[] _texts = new string?[Texts];
    private readonly WeakReference<Boxed>?[] _parts = new WeakReference<Boxed>?[Parts];

    public string Share(string text)
    {
        if (text.Length > LongestText)
            return text;
        ref var place = ref _texts[text.GetHashCode(StringComparison.Ordinal) & (Texts - 1)];
        if (place is { } known && known == text)
            return known;
        place = text;
        return text;
    }

    /// <param name="document">As it was read from JSON.</param>
    public ScriptObject Share(ScriptObject document) => Share(Value.From(document), out _).AsObject().Freeze();

    public Value Share(Value value) => Share(value, out _);

    private Value Share(Value value, out int hash)
    {
        switch (value.Kind)
        {
            case ValueKind.Object:
                return Value.From(Share(value.AsObject(), out hash));
            case ValueKind.Array:
                return Value.From(Share(value.AsArray(), out hash));
            case ValueKind.String:
                hash = value.GetHashCode();
                return Value.From(Share(value.AsString()));
            default:
                hash = value.GetHashCode();
                return value;
        }
    }

    private Boxed Share(ScriptObject members, out int hash)
    {
        var (shared, all) = (new ScriptObject(members.Count), new HashCode());
        for (var position = 0; position < members.Count; position++)
        {
            var key = members.Keys[position];
            shared.Set(Share(key), Share(members.Values[position], out var inner));
            all.Add(key.GetHashCode(StringComparison.Ordinal));
            all.Add(inner);
        }
        hash = all.ToHashCode();
        return Remember(shared, hash);
    }

    private Boxed Share(ScriptArray items, out int hash)
    {
        var (shared, all) = (new ScriptArray(items.Count), new HashCode());
        all.Add(items.Count);
        foreach (var item in items.AsSpan())
        {
            shared.Add(Share(item, out var inner));
            all.Add(inner);
        }
        hash = all.ToHashCode();
        return Remember(shared, hash);
    }

    private Boxed Remember(Boxed part, int hash)
    {
        ref var place = ref _parts[hash & (Parts - 1)];
        if (place is { } known && known.TryGetTarget(out var same) && AreEqual(Value.From(same), Value.From(part)))
            return same;
        // Before others can see it: nobody may write to it.
        if (part is ScriptObject members)
            members.Freeze();
        else
            ((ScriptArray)part).Freeze();
        place = new(part);
        return part;
    }

    /// <summary>Whether two values are the same as JSON, the order of members included.</summary>
    public static bool AreEqual(Value left, Value right) => left.Kind == right.Kind && left.Kind switch
    {
        ValueKind.Object => AreEqual(left.AsObject(), right.AsObject()),
        ValueKind.Array => AreEqual(left.AsArray(), right.AsArray()),
        // 2.0 is as much as 2, but not the same text.
        ValueKind.Decimal => left.AsDecimal() == right.AsDecimal() && left.AsDecimal().Scale == right.AsDecimal().Scale,
        _ => left == right,
    };

    public static bool AreEqual(ScriptObject left, ScriptObject right)
    {
        if (ReferenceEquals(left, right))
            return true;
        if (left.Count != right.Count)
            return false;
        for (var position = 0; position < left.Count; position++)
        {
            if (left.Keys[position] != right.Keys[position] || !AreEqual(left.Values[position], right.Values[position]))
                return false;
        }
        return true;
    }

    private static bool AreEqual(ScriptArray left, ScriptArray right)
    {
        if (ReferenceEquals(left, right))
            return true;
        if (left.Count != right.Count)
            return false;
        for (var position = 0; position < left.Count; position++)
        {
            if (!AreEqual(left[position], right[position]))
                return false;
        }
        return true;
    }
}
