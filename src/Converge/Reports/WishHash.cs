using System.Numerics;
using System.Runtime.InteropServices;
using Converge.Catalogs;
using Converge.Language.Values;

namespace Converge.Reports;

/// <summary>
/// Sums of what a catalog wishes, to tell whether it was the recipe or somebody else who changed something. They are for the
/// machine itself: with a seed of its own nobody else can guess anything from one.
/// </summary>
public static class WishHash
{
    private const ulong First = 0x9E3779B97F4A7C15;
    private const ulong Second = 0xC2B2AE3D27D4EB4F;
    private const int Turn = 29;

    public static ulong Of(CatalogResource resource, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var hash = Add(Add(seed, resource.Id.Type), resource.Id.Title);
        foreach (var (name, property) in resource.Properties)
            hash = Add(Add(hash, name), property.Value);
        return resource.Source is { } source ? Add(hash, source.Sha256) : hash;
    }

    /// <summary>Of a whole catalog.</summary>
    public static ulong Of(Catalog catalog, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Of(catalog.Resources.Select(resource => Of(resource, seed)), seed);
    }

    /// <summary>Of all resources together, in their order.</summary>
    public static ulong Of(IEnumerable<ulong> hashes, ulong seed) => hashes.Aggregate(seed, Mix);

    private static ulong Add(ulong hash, Value value)
    {
        if (value.IsSecret)
            return Add(hash, value.AsSecret().Reveal());
        if (value.As<ScriptList>() is { } list)
            return list.Aggregate(Mix(hash, (ulong)list.Count), Add);
        if (value.As<ScriptObject>() is not { } members)
            return Add(hash, value.Kind == ValueKind.String ? value.AsString() : value.ToString());
        foreach (var (name, member) in members.OrderBy(static member => member.Key, StringComparer.Ordinal))
            hash = Add(Add(hash, name), member);
        return hash;
    }

    private static ulong Add(ulong hash, string text)
    {
        var words = MemoryMarshal.Cast<char, ulong>(text.AsSpan());
        foreach (var word in words)
            hash = Mix(hash, word);
        foreach (var rest in text.AsSpan(words.Length * (sizeof(ulong) / sizeof(char))))
            hash = Mix(hash, rest);
        return Mix(hash, (ulong)text.Length);
    }

    private static ulong Mix(ulong hash, ulong word)
    {
        var mixed = (hash ^ (word * First)) * Second;
        return BitOperations.RotateLeft(mixed, Turn) ^ (mixed >> Turn);
    }
}
