using Converge.Language.Cases;
using Converge.Testing.Cases;
using Shouldly;
using Xunit;
using Xunit.Sdk;

namespace Converge.Testing.Tests;

public sealed class CaseKindTests
{
    private static readonly CaseKind Kind = new(["input", "file *"], ["upper", "lower"]);

    [Theory]
    [CaseData("Cases")]
    public void Case(CaseLocation location) => Kind.Check(location, Run);

    [Fact]
    public void A_difference_is_shown_with_the_reason_of_the_case_and_its_lines()
    {
        using var folder = new TemporaryFolder();
        var location = folder.Case("# why\n-- input --\na\nb\n-- upper --\nA\nX\n-- lower --\na\nb\n");
        var error = Should.Throw<XunitException>(() => Kind.Check(location, Run, updating: false));
        error.Message.ShouldBe(
            $"{location.Path}\n# why\n--- -- upper -- expected\n+++ -- upper -- actual\n@@ -6,2 +6,2 @@\n A\n-X\n+B\n(CONVERGE_UPDATE=1 accepts what came out)");
    }

    [Fact]
    public void An_update_rewrites_expectations_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var location = folder.Case("# why\n#  more\n-- lower --\nold\n-- file x --\n\r\n\n-- input --\nÄ\n\\ no newline at the end\n");
        var written = CaseFile.Load(location.Path);
        Kind.Update(written, Run(written));
        File.ReadAllText(location.Path).ShouldBe(
            "# why\n#  more\n-- lower --\nä\n\\ no newline at the end\n-- file x --\n\r\n\n-- input --\nÄ\n\\ no newline at the end\n"
            + "-- upper --\nÄ\n\\ no newline at the end\n");
        Kind.Compare(CaseFile.Load(location.Path), Run(written)).ShouldBeEmpty();
    }

    [Fact]
    public void An_update_drops_an_expectation_that_came_out_empty_and_keeps_an_equal_file_untouched()
    {
        using var folder = new TemporaryFolder();
        var location = folder.Case("# why\n-- input --\n-- upper --\nX\n");
        var written = CaseFile.Load(location.Path);
        Kind.Update(written, Run(written));
        File.ReadAllText(location.Path).ShouldBe("# why\n-- input --\n");
        File.SetLastWriteTimeUtc(location.Path, DateTime.UnixEpoch);
        Kind.Update(CaseFile.Load(location.Path), Run(written));
        File.GetLastWriteTimeUtc(location.Path).ShouldBe(DateTime.UnixEpoch);
    }

    [Fact]
    public void An_update_that_cannot_be_written_fails_and_leaves_the_file()
    {
        using var folder = new TemporaryFolder();
        const string Text = "# why\n-- input --\nx\n-- upper --\nold\n";
        var location = folder.Case(Text);
        Should.Throw<InvalidOperationException>(
            () => Kind.Update(CaseFile.Load(location.Path), new Dictionary<string, string>(StringComparer.Ordinal) { ["upper"] = "-- X --\n" }));
        File.ReadAllText(location.Path).ShouldBe(Text);
    }

    [Fact]
    public void An_unknown_section_is_an_error_even_when_updating()
    {
        using var folder = new TemporaryFolder();
        var location = folder.Case("# why\n-- input --\n-- uper --\nX\n");
        Should.Throw<CaseException>(() => Kind.Check(location, Run)).Message
            .ShouldBe($"{location.Path}:3:1: error: no section 'uper' in cases of this kind; expected 'input', 'file *', 'upper', 'lower'");
    }

    [Fact]
    public void An_expectation_that_did_not_come_out_is_a_difference()
    {
        using var folder = new TemporaryFolder();
        var location = folder.Case("# why\n-- input --\n-- upper --\nX\n");
        Should.Throw<XunitException>(() => Kind.Check(location, _ => new Dictionary<string, string>(StringComparer.Ordinal), updating: false));
    }

    [Fact]
    public void Cases_are_found_in_folders_and_named_after_them()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b/x.case", []);
        folder.Write("a.case", []);
        folder.Write("a.txt", []);
        CaseDataAttribute.Find(folder.Path).Select(l => l.Name).ShouldBe(["a", "b/x"]);
        Should.Throw<FileNotFoundException>(() => CaseDataAttribute.Find(Directory.CreateDirectory(Path.Combine(folder.Path, "none")).FullName));
    }

    private static Dictionary<string, string> Run(CaseFile file) => new(StringComparer.Ordinal)
    {
        ["upper"] = file["input"].ToUpperInvariant(),
        ["lower"] = file["input"].ToLowerInvariant(),
    };
}
