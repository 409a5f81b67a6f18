using System.Diagnostics;
using Converge.Language.Templates;
using Converge.Language.Text;
using Xunit;

namespace Converge.Language.Tests.Templates.Properties;

/// <summary>Whatever is repeated, it is parsed on a small stack, in time that grows with the length of the source.</summary>
[Collection(TimedTests.Name)]
public sealed class DeepSourceTests
{
    private const int Depth = 100_000;
    private const int Megabyte = 1_000_000;
    private const double TooShortToMeasure = 0.2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Repeated in the middle of a code block, or as a script.</summary>
    private static readonly string[] CodeUnits =
    [
        "(", "[", "{", "!", "- ", "-", "+", "--", "@", "^", "a.", "a?.", "a[", "a[0]", "a(", "f(1)", "1+", "1..", "x|", "x | f ", "a?b:", "a ? ", "a ?? ", "a && ",
        "$\"{", "$'{$\"{", "$\"", "`", "'", "\"", "#", "##", "\\", "&", "~", "$", "$$ ", ";", "\n", "\r", "=", "a=", "a = ", "x++", "{a:", "{a:[", "[1,", "f a:", "a b ", "1 ",
        "1", "0x", "1e", "1.", "._", "é", "\0", "\uD800", "\uDC00", "\uD83D\uDE00", "}", ")", "]", "}}", "{{", "}}a{{", "-}} \n {{- ", "{%{", "}%}", "%", ",", ":", "?", "??", "?!", ".", "..", "...",
        "do ", "do;", "do(", "@(do;", "if a;", "if ", "else;", "else if a;", "end;", "for a in b;", "while a;", "case a;", "when a;", "case a;when b;", "func f;", "func f(a", "f(a) = ",
        "capture a;", "with a;", "wrap a;", "ret ", "import ", "readonly ", "tablerow a in b;", "break;", "x.empty?", "for.index ", "for.", "this.", "\u2028", " ", "\t", "a\n", "ab",
    ];

    /// <summary>Repeated as a template.</summary>
    private static readonly string[] TextUnits =
    [
        "{", "}", "%", "{%", "{%{", "{%%{", "}%}", "{{", "}}", "{{}}", "{{-", "-}}", "{{ -}} ", "{{~ ~}}", " {{~ ~}}\n", "  {{ a }}\n", "{{ if a }}", "{{ end }}", "{{ else }}", "{{ for a in b }}",
        "{{ a }}", "{{ ( }}", "{{ # }}", "{{ ## }}", "{{ '", "{{ `", "{{ $\"{", "\n", "\r\n", "\r", "a", " ", "\uFEFF", "{{ do }}", "{{ x = }}", "{{ 1 + }}", "{{ \\ }}",
    ];

    /// <summary>One for each loop that reads a source.</summary>
    private static readonly string[] LongUnits = ["(", "a.", "'", "\\", "#a", "ab", "\n", "-}} {{-"];

    private static readonly string[] LongTextUnits = ["{", "{%", "a", " {{~ ~}}\n"];

    public static TheoryData<int> CodePositions => [.. Enumerable.Range(0, CodeUnits.Length)];

    public static TheoryData<int> TextPositions => [.. Enumerable.Range(0, TextUnits.Length)];

    [Theory]
    [MemberData(nameof(CodePositions))]
    public void Code_of_any_depth_is_parsed_or_refused(int position)
    {
        var repeated = string.Concat(Enumerable.Repeat(CodeUnits[position], Depth));
        Parse(CodeUnits[position], $"{{{{{repeated}", TemplateMode.Template);
        Parse(CodeUnits[position], $"x = {repeated} 1", TemplateMode.Script);
    }

    [Theory]
    [MemberData(nameof(TextPositions))]
    public void Blocks_of_any_number_and_depth_are_parsed_or_refused(int position) =>
        Parse(TextUnits[position], string.Concat(Enumerable.Repeat(TextUnits[position], Depth)), TemplateMode.Template);

    /// <summary>What is not linear takes a hundred times as long; in between lies what a busy machine does.</summary>
    [Fact]
    public void Ten_megabytes_take_about_ten_times_as_long_as_one()
    {
        var tests = LongUnits.Select(unit => (unit, Opening: "{{")).Concat(LongTextUnits.Select(unit => (unit, Opening: "")));
        if (Fuzz.IsThorough)
            tests = CodeUnits.Select(unit => (unit, Opening: "{{")).Concat(TextUnits.Select(unit => (unit, Opening: "")));
        foreach (var (unit, opening) in tests)
        {
            var small = Time(unit, opening, Megabyte);
            var large = Time(unit, opening, 10 * Megabyte);
            Assert.True(large < 40 * Math.Max(small, TooShortToMeasure), $"'{unit}': 1 MB took {small:F3} s, 10 MB {large:F3} s");
        }
    }

    private static void Parse(string unit, string source, TemplateMode mode)
    {
        try
        {
            Patience.Run(Limit, () => Parsing.Check(source, mode));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"'{unit}' x {Depth} as {mode}: {e.Message}", e);
        }
    }

    /// <summary>The better of two times, since others use the machine as well.</summary>
    private static double Time(string unit, string opening, int length)
    {
        var source = SourceText.From("t", opening + string.Concat(Enumerable.Repeat(unit, length / unit.Length)));
        var best = double.MaxValue;
        for (var attempt = 0; attempt < 2 && best > TooShortToMeasure; attempt++)
        {
            var watch = Stopwatch.StartNew();
            Patience.Run(Limit, () => Template.Parse(source));
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }
        return best;
    }
}
