using System.Reflection;
using Xunit.Sdk;

namespace Converge.Testing.Cases;

/// <summary>
/// The <c>*.case</c> files in and below a folder of the test project, one row of the theory each; its only parameter is a
/// <see cref="CaseLocation"/>. Finding none is an error.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CaseDataAttribute(string folder) : DataAttribute
{
    public string Folder { get; } = folder;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        return Find(Path.Combine(SourceTree.ProjectOf(testMethod.DeclaringType!.Assembly), Folder)).Select(location => new object[] { location });
    }

    /// <summary>The cases in and below a folder, in the order of their paths.</summary>
    public static IEnumerable<CaseLocation> Find(string folder)
    {
        const string Extension = ".case";
        var paths = Directory.GetFiles(folder, $"*{Extension}", SearchOption.AllDirectories);
        if (paths.Length == 0)
            throw new FileNotFoundException($"no *{Extension} in '{folder}'");
        Array.Sort(paths, StringComparer.Ordinal);
        return paths.Select(path => new CaseLocation(path, Path.GetRelativePath(folder, path)[..^Extension.Length]));
    }
}
