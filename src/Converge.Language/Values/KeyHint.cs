namespace Converge.Language.Values;

/// <summary>
/// Where a place in a template found a key last, and which string it was: objects of one shape mostly share them, and to
/// compare references is fastest. A race between threads costs at most a second look, because the key is always equal.
/// </summary>
internal struct KeyHint(string name)
{
    public int Position;

    /// <summary>Of the name that is looked for.</summary>
    public readonly int Mark = KeyMarks.Of(name);

    public string? Key;
}
