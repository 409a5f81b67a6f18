namespace Converge.Language.Values;

/// <summary>A growable array, which may carry named properties besides its items.</summary>
public sealed class ScriptArray : ScriptList
{
    private Value[] _items;
    private int _count;
    private ScriptObject? _properties;

    public ScriptArray(int capacity = 0)
        : base(ValueKind.Array) => _items = new Value[capacity];

    public ScriptArray(IEnumerable<Value> items)
        : this()
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items)
            Add(item);
    }

    public static ScriptArray OfTexts(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return new(texts.Select(static text => Value.From(text)));
    }

    public override int Count => _count;

    /// <summary>Named properties (<c>a.x = 1</c>); null while there are none.</summary>
    public ScriptObject? Properties => _properties;

    /// <summary>Changes with every write, so that a loop notices.</summary>
    internal int Version { get; private set; }

    /// <summary>Set once, for data shared between renders; the interpreter refuses to write then.</summary>
    public bool IsFrozen { get; private set; }

    public Value this[int index] => (uint)index < (uint)_count ? _items[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public override bool TryGet(int index, out Value value)
    {
        var inside = (uint)index < (uint)_count;
        value = inside ? _items[index] : default;
        return inside;
    }

    public ReadOnlySpan<Value> AsSpan() => new(_items, 0, _count);

    public void Add(Value value)
    {
        if (_count == _items.Length)
            Grow();
        _items[_count++] = value;
        Version++;
    }

    /// <summary>Writes at a position; past the end it fills up with null.</summary>
    public void Set(int index, Value value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        while (_count <= index)
            Add(default);
        _items[index] = value;
        Version++;
    }

    public void Insert(int index, Value value)
    {
        Add(default);
        Array.Copy(_items, index, _items, index + 1, _count - index - 1);
        _items[index] = value;
    }

    public void RemoveAt(int index)
    {
        Array.Copy(_items, index + 1, _items, index, --_count - index);
        _items[_count] = default;
        Version++;
    }

    public ScriptObject GetOrAddProperties() => _properties ??= IsFrozen ? new ScriptObject().Freeze() : [];

    /// <summary>Makes this array and all that is in it read-only.</summary>
    public void Freeze() => Freezing.Freeze(this);

    /// <inheritdoc cref="ScriptObject.Freeze(Stack{Boxed})"/>
    internal void Freeze(Stack<Boxed> pending)
    {
        if (IsFrozen)
            return;
        IsFrozen = true;
        for (var index = 0; index < _count; index++)
            Freezing.Push(pending, _items[index]);
        if (_properties is not null)
            pending.Push(_properties);
    }

    public override IEnumerator<Value> GetEnumerator()
    {
        for (var index = 0; index < _count; index++)
            yield return _items[index];
    }

    private void Grow()
    {
        var items = _items;
        _items = new Value[Math.Max(4, _count * 2)];
        Array.Copy(items, _items, _count);
    }
}
