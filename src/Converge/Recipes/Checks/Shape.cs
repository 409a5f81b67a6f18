using Converge.Language.Yaml;

namespace Converge.Recipes.Checks;

/// <summary>
/// What is known of a value before there is one: the members that it has, if nothing else can have a say in them. It also
/// remembers whether anybody named it.
/// </summary>
internal sealed class Shape
{
    private Shape(IReadOnlyDictionary<string, Shape>? members = null) => Members = members;

    /// <summary>All members; null if there may be any.</summary>
    public IReadOnlyDictionary<string, Shape>? Members { get; }

    public bool IsUsed { get; private set; }

    public static Shape Open() => new();

    public static Shape Of(IEnumerable<KeyValuePair<string, Shape>> members) => new(new Dictionary<string, Shape>(members, StringComparer.Ordinal));

    public static Shape OfNames(params string[] members) => Of(members.Select(static name => KeyValuePair.Create(name, Open())));

    /// <summary>A map of defaults. An empty map is open: what is in it is up to those who set it.</summary>
    public static Shape OfDefaults(YamlMapping? defaults) =>
        Of((defaults?.Entries ?? []).Select(static entry => KeyValuePair.Create(entry.Name, entry.Value is YamlMapping { Entries.IsEmpty: false } map ? OfDefaults(map) : Open())));

    /// <summary>Who names a map means all that is in it.</summary>
    public void Use()
    {
        if (IsUsed)
            return;
        IsUsed = true;
        foreach (var member in Members?.Values ?? [])
            member.Use();
    }

    /// <summary>Follows a path as far as it is known, and takes what is found as used.</summary>
    /// <returns>How many names of the path there are; all of them also if what is behind some is not known.</returns>
    public int Follow(ReadOnlySpan<string> path, out Shape found)
    {
        found = this;
        for (var length = 0; length < path.Length; length++)
        {
            if (found.Members is null)
                break;
            if (!found.Members.TryGetValue(path[length], out var next))
            {
                found.Use();
                return length;
            }
            found = next;
        }
        found.Use();
        return path.Length;
    }
}
