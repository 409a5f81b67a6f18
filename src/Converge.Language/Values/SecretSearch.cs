namespace Converge.Language.Values;

/// <summary>
/// Whether a value is, or holds at any depth, a secret. Values may be nested deeper than any stack, share parts many times, or
/// contain themselves; what is lazy is computed for it.
/// </summary>
public static class SecretSearch
{
    // Most data is a small tree; remembering what was seen starts to pay where something is shared many times.
    private const int RememberAfter = 1000;

    // What is lazy can be new each time, and so without an end.
    private const int DeepestLazy = 64;

    /// <exception cref="LimitException">Lazy lists are nested without an end.</exception>
    public static bool HoldsSecret(Value value) => value.Kind >= ValueKind.Secret && (value.IsSecret || Search(value));

    private static bool Search(Value value)
    {
        var pending = new Stack<(Boxed Container, int Lazy)>();
        HashSet<Boxed>? seen = null;
        Push(pending, value, 0);
        for (var count = 0; pending.TryPop(out var next); count++)
        {
            if (count >= RememberAfter && !(seen ??= new(ReferenceEqualityComparer.Instance)).Add(next.Container))
                continue;
            if (IsIn(next.Container, next.Lazy, pending))
                return true;
        }
        return false;
    }

    /// <summary>Looks at the items themselves; what is in them waits.</summary>
    private static bool IsIn(Boxed container, int lazy, Stack<(Boxed Container, int Lazy)> pending)
    {
        switch (container)
        {
            case ScriptObject members:
                return IsIn(members.Values, lazy, pending);
            case ScriptArray array:
                if (array.Properties is { } properties)
                    pending.Push((properties, lazy));
                return IsIn(array.AsSpan(), lazy, pending);
            case ScriptRange { IsOfIntegers: false } range:
                if (lazy == DeepestLazy)
                    throw new LimitException($"a value is nested deeper than {DeepestLazy} levels");
                foreach (var item in range)
                {
                    if (item.IsSecret)
                        return true;
                    Push(pending, item, lazy + 1);
                }
                return false;
            default:
                return false;
        }
    }

    private static bool IsIn(ReadOnlySpan<Value> items, int lazy, Stack<(Boxed Container, int Lazy)> pending)
    {
        foreach (var item in items)
        {
            if (item.IsSecret)
                return true;
            Push(pending, item, lazy);
        }
        return false;
    }

    private static void Push(Stack<(Boxed Container, int Lazy)> pending, Value value, int lazy)
    {
        if (value.Kind is ValueKind.Object or ValueKind.Array or ValueKind.Range)
            pending.Push((value.As<Boxed>()!, lazy));
    }
}
