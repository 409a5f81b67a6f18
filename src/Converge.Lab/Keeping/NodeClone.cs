using System.ComponentModel;

namespace Converge.Lab.Keeping;

/// <summary>A file system that reads from others and writes to a folder of its own.</summary>
internal sealed class NodeClone(string folder, IReadOnlyList<string> lower)
{
    /// <summary>All that was written.</summary>
    public string Upper { get; } = Path.Combine(folder, "upper");

    public string Root { get; } = Path.Combine(folder, "root");

    private string Work { get; } = Path.Combine(folder, "work");

    public void Prepare()
    {
        Directory.CreateDirectory(Upper);
        Directory.CreateDirectory(Work);
        Directory.CreateDirectory(Root);
    }

    /// <summary>Nobody needs it after the machine has lost power, so nothing waits for the disk.</summary>
    public void Mount()
    {
        var options = $"lowerdir={string.Join(':', lower)},upperdir={Upper},workdir={Work}";
        try
        {
            Kernel.Mount("overlay", Root, $"{options},volatile");
        }
        catch (Win32Exception)
        {
            // A kernel before 5.10.
            Kernel.Mount("overlay", Root, options);
        }
    }

    public void Unmount() => Kernel.Detach(Root);

    public void Remove()
    {
        Unmount();
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
