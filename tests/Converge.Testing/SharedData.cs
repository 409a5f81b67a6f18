namespace Converge.Testing;

/// <summary>Data that is shared between projects and not part of this tree: <c>CONVERGE_SHARED</c>, or <c>shared</c> beside the tree.</summary>
public static class SharedData
{
    private const string Variable = "CONVERGE_SHARED";

    public static string Root =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set ? set : Path.Combine(Path.GetDirectoryName(SourceTree.Root)!, "shared");

    /// <summary>A file or folder of the shared data.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>Why tests that need it must be skipped; null if it is there.</summary>
    public static string? WhyAbsent(string relative)
    {
        var path = PathOf(relative);
        return Path.Exists(path) ? null : $"no '{path}': shared data is not part of this tree; {Variable} names another folder";
    }
}
