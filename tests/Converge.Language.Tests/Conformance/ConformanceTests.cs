using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Testing;
using Xunit;

namespace Converge.Language.Tests.Conformance;

/// <summary>Our language against what Scriban does. The corpus is data; a larger one of the same form runs unchanged.</summary>
public sealed class ConformanceTests
{
    public static TheoryData<string> CaseNames => [.. Corpus.Cases.Keys];

    public static TheoryData<string> ExampleNames => [.. Corpus.Examples.Keys];

    [SharedDataTheory(Corpus.Folder)]
    [MemberData(nameof(CaseNames))]
    public void Case(string name)
    {
        var test = Corpus.Cases[name];
        if (!test.CompatOnly)
            Check(test, compat: false);
        Check(test, compat: true);
    }

    [SharedDataTheory(Corpus.Folder)]
    [MemberData(nameof(ExampleNames))]
    public void Example(string name) => Check(Corpus.Examples[name], compat: false);

    private static void Check(ConformanceCase test, bool compat)
    {
        var template = Template.Parse(SourceText.From("text", test.Template));
        var result = template.Render(new()
        {
            Model = test.UsesModel ? Corpus.Model() : [],
            Limits = test.Limits,
            Compat = compat,
        });
        var difference = test.Compare switch
        {
            "exact" => CompareText(test, result),
            "error" => CompareError(test, result),
            "superset" => CompareLines(test, result),
            _ => $"unknown comparison '{test.Compare}'",
        };
        Assert.True(difference is null, $"{test.Name} in {(compat ? "compat" : "strict")} mode:\n{difference}\n--- template\n{test.Template}");
    }

    private static string? CompareText(ConformanceCase test, RenderResult result)
    {
        if (result.Error is not null)
            return $"{result.Error}\n--- expected\n{test.Expected}";
        var difference = UnifiedDiff.Of(test.Expected, result.Output.AsString(), "expected", "actual");
        return difference.Length == 0 ? null : difference;
    }

    private static string? CompareError(ConformanceCase test, RenderResult result)
    {
        if (result.Error is not { } error)
            return $"expected an error, but it gives:\n{result.Output}\n--- expected\n{test.Expected}";
        var missing = test.ExpectedQuotes.Where(quoted => !error.Message.Contains(quoted, StringComparison.Ordinal)).ToList();
        if ((error.At.Line, error.At.Column) == test.ErrorAt && missing.Count == 0)
            return null;
        return $"{error}\nexpected at {test.ErrorAt}, quoting '{string.Join("', '", test.ExpectedQuotes)}'\n--- expected\n{test.Expected}";
    }

    private static string? CompareLines(ConformanceCase test, RenderResult result)
    {
        if (result.Error is not null)
            return result.Error.ToString();
        var actual = result.Output.AsString().Split('\n');
        var position = 0;
        foreach (var line in test.Expected.Split('\n'))
        {
            position = Array.IndexOf(actual, line, position) + 1;
            if (position == 0)
                return $"no line '{line}' where it is expected in:\n{result.Output}";
        }
        return null;
    }
}
