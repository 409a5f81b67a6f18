using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Converge.Resources;

/// <summary>Properties by name, in the order of their names. There are few in each, and very many of these: it is as small as can be, and does not change.</summary>
public sealed class PropertyMap<T> : IReadOnlyDictionary<string, T>
{
    private readonly string[] _names;
    private readonly T[] _values;

    private PropertyMap(string[] names, T[] values)
    {
        _names = names;
        _values = values;
    }

    public PropertyMap()
        : this([], [])
    {
    }

    public int Count => _names.Length;

    public IEnumerable<string> Keys => _names;

    public IEnumerable<T> Values => _values;

    public T this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"there is no property '{key}'");

    public bool ContainsKey(string key) => IndexOf(_names, key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        var position = IndexOf(_names, key);
        value = position < 0 ? default : _values[position];
        return position >= 0;
    }

    public T? GetValueOrDefault(string key) => TryGetValue(key, out var value) ? value : default;

    /// <summary>The same, with one property more or another one.</summary>
    public PropertyMap<T> With(string key, T value)
    {
        var builder = ToBuilder();
        builder.Set(key, value);
        return builder.ToMap();
    }

    public Builder ToBuilder()
    {
        var builder = new Builder(Count);
        foreach (var (name, value) in this)
            builder.Set(name, value);
        return builder;
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator()
    {
        for (var position = 0; position < _names.Length; position++)
            yield return new(_names[position], _values[position]);
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<KeyValuePair<string, T>>)this).GetEnumerator();

    private static int IndexOf(ReadOnlySpan<string> names, string key)
    {
        for (var position = 0; position < names.Length; position++)
        {
            if (string.Equals(names[position], key, StringComparison.Ordinal))
                return position;
        }
        return -1;
    }

    public struct Enumerator(PropertyMap<T> map)
    {
        private int _position = -1;

        public readonly KeyValuePair<string, T> Current => new(map._names[_position], map._values[_position]);

        public bool MoveNext() => ++_position < map._names.Length;
    }

    /// <summary>Collects properties in any order; one that is given again counts as given last.</summary>
    public sealed class Builder
    {
        private string[] _names;
        private T[] _values;
        private int _count;

        public Builder(int capacity = 4)
        {
            _names = new string[capacity];
            _values = new T[capacity];
        }

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
        {
            var position = IndexOf(_names.AsSpan(0, _count), key);
            value = position < 0 ? default : _values[position];
            return position >= 0;
        }

        public void Remove(string key)
        {
            var position = IndexOf(_names.AsSpan(0, _count), key);
            if (position < 0)
                return;
            _count--;
            Array.Copy(_names, position + 1, _names, position, _count - position);
            Array.Copy(_values, position + 1, _values, position, _count - position);
        }

        /// <summary>Leaves the builder empty.</summary>
        public PropertyMap<T> ToMap()
        {
            PropertyMap<T> map = _count == _names.Length ? new(_names, _values) : new(_names[.._count], _values[.._count]);
            (_names, _values, _count) = ([], [], 0);
            return map;
        }

        public void Set(string key, T value)
        {
            var position = _count;
            while (position > 0 && string.CompareOrdinal(_names[position - 1], key) >= 0)
                position--;
            if (position == _count || _names[position] != key)
                Insert(position, key);
            _values[position] = value;
        }

        private void Insert(int position, string key)
        {
            if (_count == _names.Length)
            {
                Array.Resize(ref _names, Math.Max(4, _count * 2));
                Array.Resize(ref _values, _names.Length);
            }
            Array.Copy(_names, position, _names, position + 1, _count - position);
            Array.Copy(_values, position, _values, position + 1, _count - position);
            _names[position] = key;
            _count++;
        }
    }
}
