namespace Converge.Language.Values;

/// <summary>Makes containers and all that is in them read-only. They may be nested deeper than any stack, or contain themselves.</summary>
internal static class Freezing
{
    public static void Freeze(Boxed container)
    {
        var pending = new Stack<Boxed>();
        pending.Push(container);
        while (pending.TryPop(out var next))
        {
            if (next is ScriptObject members && members.TryMarkFrozen())
                Push(pending, members.Values);
            if (next is not ScriptArray items || !items.TryMarkFrozen())
                continue;
            Push(pending, items.AsSpan());
            if (items.Properties is { } properties)
                pending.Push(properties);
        }
    }

    private static void Push(Stack<Boxed> pending, ReadOnlySpan<Value> values)
    {
        foreach (var value in values)
        {
            if (value.Kind is ValueKind.Object or ValueKind.Array)
                pending.Push(value.As<Boxed>()!);
        }
    }
}
