using System.Collections;
using System.Runtime.CompilerServices;

namespace Converge.Language.Values;

/// <summary>A map with string keys that keeps the order of insertion.</summary>
public sealed class ScriptObject : Boxed, IEnumerable<KeyValuePair<string, Value>>
{
    // Up to this many members a scan over the keys is faster than hashing, and an index costs nothing.
    private const int LargestScanned = 8;

    private string[] _keys;
    private Value[] _values;
    private int _count;
    private KeyMarks _marks;
    private Dictionary<string, int>? _index;
    private HashSet<string>? _readOnly;

    public ScriptObject(int capacity = 0)
        : base(ValueKind.Object)
    {
        _keys = new string[capacity];
        _values = new Value[capacity];
    }

    public int Count => _count;

    /// <summary>Set once, for data shared between renders; the interpreter refuses to write then.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>What runs when the object itself is called, as in <c>date '2016-01-05'</c>; null for all but that one.</summary>
    internal FunctionValue? Callable { get; init; }

    public ReadOnlySpan<string> Keys => _keys.AsSpan(0, _count);

    // AsSpan would be compiled for this type at the start of the program, and so would three methods below it.
    public ReadOnlySpan<Value> Values => new(_values, 0, _count);

    public Value this[string key]
    {
        get => TryGet(key, out var value) ? value : throw new KeyNotFoundException($"no member '{key}'");
        set => Set(key, value);
    }

    public bool TryGet(string key, out Value value)
    {
        var position = IndexOf(key);
        value = position < 0 ? default : _values[position];
        return position >= 0;
    }

    /// <summary>As <see cref="TryGet"/>, for one place in a template that mostly meets objects of one shape.</summary>
    /// <returns><see cref="Value.Missing"/> if there is none: a result in registers is faster than one written to memory.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Value Find(string key, ref KeyHint hint)
    {
        var position = hint.Position;
        return (uint)position < (uint)_count && ReferenceEquals(_keys[position], hint.Key) ? _values[position] : Search(key, ref hint);
    }

    private Value Search(string key, ref KeyHint hint)
    {
        if (!_marks.MayHave(hint.Mark))
            return Value.Missing;
        var position = hint.Position;
        if ((uint)position < (uint)_count && _keys[position] == key)
            return _values[position];
        position = IndexOf(key);
        if (position < 0)
            return Value.Missing;
        hint.Position = position;
        hint.Key = _keys[position];
        return _values[position];
    }

    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <summary>Adds the member, or gives it a new value in its old position.</summary>
    public void Set(string key, Value value)
    {
        ArgumentNullException.ThrowIfNull(key);
        var position = IndexOf(key);
        if (position >= 0)
        {
            _values[position] = value;
            return;
        }
        if (_count == _keys.Length)
            Grow();
        _keys[_count] = key;
        _values[_count] = value;
        _marks.Add(key);
        _index?.Add(key, _count);
        _count++;
    }

    public bool Remove(string key)
    {
        var position = IndexOf(key);
        if (position < 0)
            return false;
        _count--;
        Array.Copy(_keys, position + 1, _keys, position, _count - position);
        Array.Copy(_values, position + 1, _values, position, _count - position);
        _keys[_count] = null!;
        _values[_count] = default;
        _index = null;
        return true;
    }

    public bool IsReadOnly(string key) => IsFrozen || _readOnly?.Contains(key) == true;

    public void SetReadOnly(string key)
    {
        if (!IsFrozen)
            (_readOnly ??= new(StringComparer.Ordinal)).Add(key);
    }

    /// <summary>Makes this object and all that is in it read-only.</summary>
    public ScriptObject Freeze()
    {
        Freezing.Freeze(this);
        return this;
    }

    /// <param name="pending">Takes what is inside, unless this one was frozen already.</param>
    internal void Freeze(Stack<Boxed> pending)
    {
        if (IsFrozen)
            return;
        IsFrozen = true;
        for (var position = 0; position < _count; position++)
            Freezing.Push(pending, _values[position]);
        if (_count > LargestScanned)
            _index ??= BuildIndex();
    }

    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator()
    {
        for (var position = 0; position < _count; position++)
            yield return new(_keys[position], _values[position]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>For collection initializers.</summary>
    public void Add(string key, Value value) => Set(key, value);

    // Not Array.Resize: over a type of ours it is compiled at every start of the program, and it is on the way of every start.
    private void Grow()
    {
        var (keys, values) = (_keys, _values);
        _keys = new string[Math.Max(4, _count * 2)];
        _values = new Value[_keys.Length];
        Array.Copy(keys, _keys, _count);
        Array.Copy(values, _values, _count);
    }

    private int IndexOf(string key)
    {
        if (_count > LargestScanned)
            return (_index ??= BuildIndex()).TryGetValue(key, out var found) ? found : -1;
        var keys = _keys;
        for (var position = 0; position < _count; position++)
        {
            if (keys[position] == key)
                return position;
        }
        return -1;
    }

    private Dictionary<string, int> BuildIndex()
    {
        // It grows with the arrays.
        var index = new Dictionary<string, int>(_keys.Length, StringComparer.Ordinal);
        for (var position = 0; position < _count; position++)
            index.Add(_keys[position], position);
        return index;
    }
}
