using Converge.Cli.Output;
using Converge.Nodes;

namespace Converge.Cli.Input;

/// <summary>Inventories in files: JSON of many nodes, or folders with a file for each node.</summary>
internal static class InventoryFiles
{
    /// <summary>All of them as one inventory; whatever is wrong is noted in the sources.</summary>
    public static Inventory Read(List<string> paths, Sources sources)
    {
        var reader = new InventoryReader(sources.Problems);
        foreach (var path in paths)
        {
            foreach (var file in Directory.Exists(path) ? FilesIn(path) : [path])
            {
                if (sources.Read(file) is { } text)
                    reader.Add(text);
            }
        }
        return reader.ToInventory();
    }

    private static string[] FilesIn(string folder)
    {
        const string Pattern = "*.json";
        var files = Directory.GetFiles(folder, Pattern);
        if (files.Length == 0)
            throw new UserException($"there is no {Pattern} in '{folder}'", "a folder has a file for each node");
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }
}
