namespace Converge.Language.Values;

/// <summary>
/// Names that occur again and again, one string for each: a comparison of a string with itself is the fastest there is,
/// and what is read with the same names allocates none. A table of fixed size: a name may be forgotten, and is then made anew.
/// </summary>
internal static class Names
{
    private const int Slots = 1024;

    private static readonly string?[] Known = new string?[Slots];

    public static string Of(ReadOnlySpan<char> name)
    {
        uint hash = 0;
        foreach (var character in name)
            hash = hash * 31 + character;
        ref var slot = ref Known[hash % Slots];
        if (slot is { } known && name.SequenceEqual(known))
            return known;
        return slot = name.ToString();
    }
}
