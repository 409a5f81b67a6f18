using Converge.Catalogs;
using Converge.Language.Cases;
using Converge.Testing;
using Converge.Testing.Cases;
using Xunit;

namespace Converge.Tests.Catalogs;

/// <summary>A tree and everything that is wrong with it.</summary>
public sealed class LintCases
{
    private const string File = "file ";

    private static readonly CaseKind Kind = new([$"{File}*"], ["problems"]);

    [Theory]
    [CaseData("Catalogs/Lint")]
    public void A_tree_has_the_problems_that_the_case_says(CaseLocation location) => Kind.Check(location, Check);

    private static Dictionary<string, string> Check(CaseFile file)
    {
        var files = file.Sections.Where(static s => s.Name.StartsWith(File, StringComparison.Ordinal)).ToDictionary(static s => s.Name[File.Length..], static s => s.Text, StringComparer.Ordinal);
        return new(StringComparer.Ordinal) { ["problems"] = string.Concat(FleetCheck.Run(Fleet.Open(new MemoryTree(files))).Select(static problem => $"{problem}\n")) };
    }
}
