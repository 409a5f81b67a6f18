namespace Converge.Server.Storage;

/// <summary>What may name something that is stored, whichever storage it is.</summary>
internal static class StoredName
{
    /// <summary>Of names of nodes, as of names in DNS; also of ids of runs and of kinds and keys of records.</summary>
    public const int Longest = 253;

    /// <exception cref="ArgumentException">It is no name.</exception>
    public static string Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > Longest)
            throw new ArgumentException($"expected a name of 1 to {Longest} characters, found one of {name.Length}", nameof(name));
        foreach (var character in name)
        {
            if (!IsAllowed(character))
                throw new ArgumentException($"a name has no characters like '\\u{(int)character:x4}'", nameof(name));
        }
        return name;
    }

    /// <summary>Whether there may be something of that name.</summary>
    public static bool IsName(string? name) => name is { Length: > 0 and <= Longest } && name.All(IsAllowed);

    // Without surrogates the order of characters and that of their bytes in UTF-8 are the same.
    private static bool IsAllowed(char character) => !char.IsControl(character) && !char.IsSurrogate(character);
}
