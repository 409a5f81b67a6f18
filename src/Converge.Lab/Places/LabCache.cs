namespace Converge.Lab.Places;

/// <summary>What takes long to make and serves all labs: named after what it is made of, so it is never wrong, at most unused.</summary>
public sealed record LabCache(string Folder)
{
    public const string Usual = "/var/cache/converge-lab";

    /// <summary>Root file systems that nodes are clones of.</summary>
    public string Bases => Path.Combine(Folder, "bases");

    /// <summary>What was installed on top of a base.</summary>
    public string Layers => Path.Combine(Folder, "layers");

    /// <summary>All that a package manager ever fetched.</summary>
    public string Packages => Path.Combine(Folder, "apt");

    public string Layer(string key) => Path.Combine(Layers, key);

    public void Remove()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }
}
