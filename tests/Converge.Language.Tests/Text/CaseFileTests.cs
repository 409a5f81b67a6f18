using System.Text;
using Converge.Language.Cases;
using Converge.Testing;
using Converge.Testing.Cases;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Text;

public sealed class CaseFileTests
{
    private const string Sample = "# why\n#\n# more\n\n-- input --\na\r\n\n b \n-- file x/y.sbn --\n-- output --\nlast";

    [Fact]
    public void Sections_and_comment_are_read()
    {
        var file = CaseFile.Parse("a.case", Sample);
        file.Comment.ShouldBe("# why\n#\n# more\n\n");
        file.Sections.Select(s => (s.Name, s.Text, s.Line)).ShouldBe([("input", "a\r\n\n b \n", 5), ("file x/y.sbn", "", 9), ("output", "last", 10)]);
        file["output"].ShouldBe("last");
    }

    [Theory]
    [InlineData(Sample)]
    [InlineData("# w\n-- a --\n")]
    [InlineData("# w\n-- a --\n-- b --\n\n\n")]
    [InlineData("# w\n-- a --\nx\n\\ no newline at the end\n-- b --\n\\ no newline at the end\n")]
    [InlineData("# w\n-- a --\n\uFEFFé\0\n--  --\n -- x --\n--x--\n")]
    public void Writing_what_was_read_gives_the_same_text(string text) => CaseFile.Parse("a.case", text).ToString().ShouldBe(text);

    [Fact]
    public void A_text_without_last_newline_says_so() =>
        CaseFile.Parse("a.case", "# w\n-- a --\nx\n\\ no newline at the end\n-- b --\ny\n")["a"].ShouldBe("x");

    [Fact]
    public void Changing_a_section_leaves_the_others_and_their_order() =>
        CaseFile.Parse("a.case", "# w\n-- a --\n1\n-- b --\n2\n-- c --\n3").With("b", "two").With("d", "4\n").Without("a").ToString()
            .ShouldBe("# w\n-- b --\ntwo\n\\ no newline at the end\n-- c --\n3\n\\ no newline at the end\n-- d --\n4\n");

    [Fact]
    public void Any_text_that_can_be_written_is_read_back_the_same()
    {
        string[] pieces = ["a", "\n", "\r", "-- x --", "\\ no newline at the end", "#", " ", "-- ", "é"];
        var texts = Gen.Elements(pieces).ArrayOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(texts, texts, (a, b) =>
        {
            var file = CaseFile.Parse("a.case", "# w\n-- a --\n-- b --\n").With("a", a).With("b", b);
            string written;
            try
            {
                written = file.ToString();
            }
            catch (InvalidOperationException)
            {
                return true;
            }
            var read = CaseFile.Parse("a.case", written);
            return read["a"] == a && read["b"] == b && read.ToString() == written;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("-- a --\n", "c.case:1:1: error: the first line of a case says why it exists: '# ...'")]
    [InlineData("#\n-- a --\n", "c.case:1:1: error: the first line of a case says why it exists: '# ...'")]
    [InlineData("", "c.case:1:1: error: the first line of a case says why it exists: '# ...'")]
    [InlineData("# w\n", "c.case:1:1: error: the case has no sections; one begins with a line '-- name --'")]
    [InlineData("# w\ntext\n-- a --\n", "c.case:2:1: error: expected a line '# ...' or '-- name --'")]
    [InlineData("# w\n-- a --\n-- b --\n-- a --\n", "c.case:4:1: error: section 'a' is there twice; the first one is in line 2")]
    [InlineData("# w\n-- a --\r\nx\n", "c.case:2:1: error: the line '-- name --' of a section must end with a newline alone")]
    [InlineData("# w\n-- a --\n-- b --", "c.case:3:1: error: the line '-- name --' of a section must end with a newline alone")]
    public void A_malformed_case_is_an_error_at_its_place(string text, string error) =>
        Should.Throw<CaseException>(() => CaseFile.Parse("c.case", text)).Message.ShouldBe(error);

    [Fact]
    public void A_missing_section_is_an_error() =>
        Should.Throw<CaseException>(() => CaseFile.Parse("c.case", Sample)["x"]).Message.ShouldBe("c.case:1:1: error: the case has no section 'x'");

    [Theory]
    [InlineData("a\n-- b --\nc\n")]
    [InlineData("-- b --\r\n")]
    [InlineData("x\n\\ no newline at the end")]
    public void A_text_that_would_be_read_differently_is_not_written(string text) =>
        Should.Throw<InvalidOperationException>(() => CaseFile.Parse("c.case", Sample).With("input", text).ToString());

    [Fact]
    public void Bytes_that_are_no_text_are_an_error()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("c.case", [.. "# w\n-- a --\n"u8, 0xff]);
        Should.Throw<CaseException>(() => CaseFile.Load(path)).Message.ShouldBe($"{path}:1:1: error: the case is not valid UTF-8 at byte 12");
    }

    [Fact]
    public void Saving_keeps_the_bytes()
    {
        using var folder = new TemporaryFolder();
        var bytes = Encoding.UTF8.GetBytes("\uFEFF# no: the mark is not a comment");
        var path = folder.Write("c.case", Encoding.UTF8.GetBytes(Sample));
        CaseFile.Load(path).Save();
        File.ReadAllBytes(path).ShouldBe(Encoding.UTF8.GetBytes(Sample));
        Should.Throw<CaseException>(() => CaseFile.Load(folder.Write("d.case", bytes)));
        Directory.GetFiles(folder.Path).Length.ShouldBe(2);
    }
}
