using System.Reflection;

namespace Converge.Testing;

/// <summary>The working tree that the tests were built from: fixtures are read, and updated, in place.</summary>
public static class SourceTree
{
    private static readonly Lazy<string> LazyRoot = new(FindRoot);

    public static string Root => LazyRoot.Value;

    /// <summary>Whether expectations are to be rewritten instead of compared.</summary>
    public static bool Updating => Environment.GetEnvironmentVariable("CONVERGE_UPDATE") == "1";

    /// <summary>The folder of a test project.</summary>
    public static string ProjectOf(Assembly tests)
    {
        ArgumentNullException.ThrowIfNull(tests);
        return Path.Combine(Root, "tests", tests.GetName().Name!);
    }

    /// <summary>Puts a file in place in one step, so that nobody ever reads half of it.</summary>
    public static void Write(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var half = $"{path}.{Environment.ProcessId}.new";
        File.WriteAllText(half, text);
        File.Move(half, path, overwrite: true);
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Converge.sln")))
                return folder;
        }
        throw new DirectoryNotFoundException($"no Converge.sln in or above '{AppContext.BaseDirectory}'");
    }
}
