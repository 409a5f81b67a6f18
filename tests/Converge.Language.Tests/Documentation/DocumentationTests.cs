using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Documentation;

/// <summary>The documentation of the functions is complete, its examples are true, and the reference made from it is up to date.</summary>
public sealed class DocumentationTests
{
    private static readonly RenderOptions Run = new()
    {
        Now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Seed = 42,
        RunId = "r1",
    };

    public static TheoryData<string> FunctionNames => [.. DocumentedFunction.All.Select(f => f.Name)];

    public static IEnumerable<object[]> Examples => DocumentedFunction.All.SelectMany(f => f.Examples.Select(e => new object[] { f.Name, e.Line }));

    [Theory]
    [MemberData(nameof(FunctionNames))]
    public void Every_function_has_a_summary_and_an_example_or_remarks(string name)
    {
        var function = DocumentedFunction.All.Single(f => f.Name == name);
        function.Summary.ShouldNotBeEmpty();
        (function.Examples.Count + function.Remarks.Length).ShouldBePositive();
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_true(string function, string line)
    {
        var example = new FunctionExample(line);
        var result = Template.Parse(SourceText.From(function, example.Template)).Render(Run);
        (result.Error?.ToString() ?? result.Output.AsString()).ShouldBe(example.Expected);
    }

    [Fact]
    public void The_reference_is_up_to_date() => GeneratedFile.Check("docs/reference/template-functions.md", FunctionReference.Write());

    [Fact]
    public void The_functions_that_lose_track_of_a_secret_are_listed()
    {
        const string Page = "docs/templates.md";
        const string Mark = "<!-- untracked -->\n";
        var text = File.ReadAllText(Path.Combine(SourceTree.Root, Page));
        var start = text.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        var end = text.IndexOf("\n## ", start, StringComparison.Ordinal);
        var list = string.Join(",\n", UntrackedFunctions.Names().Chunk(5).Select(names => string.Join(", ", names.Select(name => $"`{name}`"))));
        GeneratedFile.Check(Page, $"{text[..start]}{list}\n{text[end..]}");
    }
}
