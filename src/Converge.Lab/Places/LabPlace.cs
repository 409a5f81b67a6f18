namespace Converge.Lab.Places;

/// <summary>Where a lab keeps what it makes: one folder, so that one can look, and remove it.</summary>
public sealed record LabPlace(string Folder)
{
    public const string UsualParent = "/var/lib/converge-lab";

    /// <summary>The name that a lab has if nobody gives it one.</summary>
    public const string UsualName = "lab";

    public string Name => Path.GetFileName(Folder);

    /// <summary>What the kernel calls the processes of this lab, and of no other one.</summary>
    public string Group => Path.GetDirectoryName(Folder) == UsualParent ? $"converge-lab-{Name}" : $"converge-lab-{Name}-{Images.Key.Of(Folder)[..6]}";

    /// <summary>A copy of what keeps it, so that the original can be built anew meanwhile.</summary>
    public string Program => Path.Combine(Folder, "program");

    /// <summary>Held by the keeper as long as it lives.</summary>
    public string Lock => Path.Combine(Folder, "lock");

    /// <summary>Who keeps it, to find it from outside.</summary>
    public string Owner => Path.Combine(Folder, "owner.json");

    /// <summary>Where the keeper takes requests.</summary>
    public string Control => Path.Combine(Folder, "control");

    /// <summary>What the keeper said, if it came to that.</summary>
    public string Log => Path.Combine(Folder, "keeper.log");

    /// <summary>The private half of the key for ssh.</summary>
    public string Key => Path.Combine(Folder, "key");

    /// <summary>Repositories of git that nodes can clone.</summary>
    public string Repositories => Path.Combine(Folder, "repositories");

    public string Nodes => Path.Combine(Folder, "nodes");

    public string Node(string name) => Path.Combine(Nodes, name);

    /// <summary>A lab of a name that a folder, a link and a cgroup can have.</summary>
    /// <exception cref="LabException">It cannot be a name.</exception>
    public static LabPlace Of(string name, string parent = UsualParent)
    {
        ArgumentNullException.ThrowIfNull(name);
        const int Longest = 32;
        if (name.Length is 0 or > Longest || !name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || name[0] == '-')
            throw new LabException($"'{name}' cannot be the name of a lab", "expected at most 32 small letters, digits and '-'");
        return new(Path.Combine(parent, name));
    }

    /// <summary>All that there are, or that have left something.</summary>
    public static IEnumerable<LabPlace> All(string parent = UsualParent) =>
        Directory.Exists(parent) ? Directory.EnumerateDirectories(parent).Order(StringComparer.Ordinal).Select(static folder => new LabPlace(folder)) : [];
}
