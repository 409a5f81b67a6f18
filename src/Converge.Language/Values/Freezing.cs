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
            if (next is ScriptObject members)
                members.Freeze(pending);
            else
                ((ScriptArray)next).Freeze(pending);
        }
    }

    public static void Push(Stack<Boxed> pending, Value value)
    {
        if (value.Kind is ValueKind.Object or ValueKind.Array)
            pending.Push(value.As<Boxed>()!);
    }
}
