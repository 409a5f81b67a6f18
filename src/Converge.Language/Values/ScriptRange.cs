namespace Converge.Language.Values;

/// <summary>A list that is computed when it is read: <c>1..5</c>, or what functions such as <c>array.map</c> return.</summary>
public abstract class ScriptRange : ScriptList
{
    private protected ScriptRange()
        : base(ValueKind.Range)
    {
    }

    /// <summary>Whether it is written with <c>..</c>, and so holds nothing but numbers.</summary>
    internal bool IsOfIntegers => this is IntegerRange;

    public static ScriptRange Lazy(IEnumerable<Value> source) => new LazyRange(source);

    /// <summary>The integers from <paramref name="first"/>, counting up or down.</summary>
    public static ScriptRange Integers(long first, int count, bool descending) => new IntegerRange(first, count, descending ? -1 : 1);

    private sealed class IntegerRange(long first, int count, int step) : ScriptRange
    {
        public override int Count => count;

        public override bool TryGet(int index, out Value value)
        {
            var inside = (uint)index < (uint)count;
            value = inside ? Value.From(first + (long)index * step) : default;
            return inside;
        }

        public override IEnumerator<Value> GetEnumerator()
        {
            for (var index = 0; index < count; index++)
                yield return Value.From(first + (long)index * step);
        }
    }

    private sealed class LazyRange(IEnumerable<Value> source) : ScriptRange
    {
        public override int Count => source.Count();

        public override bool TryGet(int index, out Value value)
        {
            value = default;
            if (index < 0)
                return false;
            foreach (var item in source)
            {
                if (index-- == 0)
                {
                    value = item;
                    return true;
                }
            }
            return false;
        }

        public override IEnumerator<Value> GetEnumerator() => source.GetEnumerator();
    }
}
