using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>
/// Makes the result of a render independent of it: lists that would be computed when they are read become arrays. What is
/// nested too deep to be printed, or contains itself, is no result.
/// </summary>
internal readonly struct Settling(Interpreter interpreter)
{
    private const int DeepestNesting = 64;

    private readonly HashSet<Boxed> _open = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Boxed> _settled = new(ReferenceEqualityComparer.Instance);

    public Value Settle(Value value)
    {
        if (value.As<ScriptRange>() is { IsOfIntegers: false } range)
            value = Value.From(interpreter.ReserveItems(new ScriptArray(interpreter.Walk(range))));
        // What is frozen was there before the render.
        if (value.As<ScriptArray>() is { IsFrozen: false } items)
            Settle(items);
        else if (value.As<ScriptObject>() is { IsFrozen: false } members)
            Settle(members);
        return value;
    }

    private void Settle(ScriptArray items)
    {
        if (!Open(items))
            return;
        for (var position = 0; position < items.Count; position++)
        {
            var item = items[position];
            if (Settle(item) is var settled && settled != item)
                items.Set(position, settled);
        }
        if (items.Properties is { } properties)
            Settle(properties);
        Close(items);
    }

    private void Settle(ScriptObject members)
    {
        if (!Open(members))
            return;
        for (var position = 0; position < members.Count; position++)
        {
            var member = members.Values[position];
            if (Settle(member) is var settled && settled != member)
                members.Set(members.Keys[position], settled);
        }
        Close(members);
    }

    /// <returns>False if it has been settled already.</returns>
    private bool Open(Boxed container)
    {
        if (_open.Count == DeepestNesting)
            throw new LimitException($"a value is nested deeper than {DeepestNesting} levels");
        if (!_open.Add(container))
            throw new LimitException("a value that contains itself cannot be a result");
        return !_settled.Contains(container) || !_open.Remove(container);
    }

    private void Close(Boxed container)
    {
        _open.Remove(container);
        _settled.Add(container);
    }
}
