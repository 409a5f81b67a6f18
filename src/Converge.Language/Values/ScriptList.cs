using System.Collections;

namespace Converge.Language.Values;

/// <summary>A sequence of values with positions: an array, a range, or the lazy result of a function.</summary>
public abstract class ScriptList : Boxed, IEnumerable<Value>
{
    private protected ScriptList(ValueKind kind)
        : base(kind)
    {
    }

    /// <summary>The number of items. A lazy list runs through its source to tell.</summary>
    public abstract int Count { get; }

    public bool IsEmpty => !TryGet(0, out _);

    public abstract bool TryGet(int index, out Value value);

    public abstract IEnumerator<Value> GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
