namespace Converge.Language.Templates.Syntax;

/// <summary>Collects nodes into an array; nothing is allocated while there are none.</summary>
internal ref struct NodeList<T>
{
    private T[]? _items;

    public int Count;

    public void Add(T item)
    {
        if (_items is null)
            _items = new T[4];
        else if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        _items[Count++] = item;
    }

    public readonly T[] ToArray()
    {
        if (_items is null)
            return [];
        var items = new T[Count];
        Array.Copy(_items, items, Count);
        return items;
    }
}
