using System.Text.Json;
using System.Xml.Linq;
using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Testing;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Converge.Language.Tests.Functions;

/// <summary>What was quoted is read back as it was, by readers that are not ours.</summary>
public sealed class QuotingTests
{
    private const int Texts = 500;

    // What means something somewhere, so that chance finds combinations of it.
    private static readonly string[] Pieces =
    [
        "a", "B", "7", "0", "é", "😀", " ", "  ", "\t", "\n", "\r", "\r\n", "'", "\"", "\\", "`", "$", "$(id)", "${x}", "!", "#", "%", "&", "&amp;",
        "*", " *", "?", "[", "]", "{", "}", "(", ")", "<", ">", "<!--", "]]>", "|", ";", ":", ": ", ",", ".", "...", "-", "---", "- ", "=", "+", "~", "/",
        "@", "^", "_", "yes", "No", "null", "true", "on", "y", ".inf", "1e3", "0x1", "\u0001", "\u001b", "\u007f", "\u0085", "\u00a0", "\u2018",
        "\u2028", "\ufeff", "\ufffd", "\ufffe",
    ];

    private static readonly Gen<string> AnyText = Gen.Elements(Pieces).ArrayOf().Select(string.Concat);

    [Fact]
    public void Json_reads_it_back() =>
        Check(text => JsonSerializer.Deserialize<string>(Quote("json", text)).ShouldBe(text));

    [Fact]
    public void Yaml_reads_it_back_as_key_and_value_in_block_and_flow() => Check(YamlReadsItBack);

    [Theory]
    [InlineData("No... *null")]
    [InlineData("a *")]
    public void Yaml_reads_back_what_its_readers_stumbled_over(string text) => YamlReadsItBack(text);

    [Fact]
    public void Xml_reads_it_back_from_attributes_and_content() => Check(text =>
    {
        if (text.Any(character => character is < ' ' and not ('\t' or '\n' or '\r') or '\ufffe'))
        {
            Quote("xml", text).ShouldStartWith("error");
            return;
        }
        var quoted = Quote("xml", text);
        var element = XElement.Parse($"<a b=\"{quoted}\" c='{quoted}'>{quoted}<d/></a>", LoadOptions.PreserveWhitespace);
        element.Attribute("b")!.Value.ShouldBe(text);
        element.Attribute("c")!.Value.ShouldBe(text);
        element.Value.ShouldBe(text);
    });

    [ProgramFact("sh")]
    public Task A_posix_shell_reads_it_back() => ShellReadsItBack("sh");

    [ProgramFact("bash")]
    public Task Bash_reads_it_back() => ShellReadsItBack("bash");

    [ProgramFact("git")]
    public async Task Git_reads_it_back_from_an_ini_file()
    {
        using var folder = new TemporaryFolder();
        var texts = Sample().Where(text => !Quote("ini", text).StartsWith("error", StringComparison.Ordinal)).ToList();
        texts.Count.ShouldBeGreaterThan(Texts / 10);
        var file = folder.Write("config", $"[s]\n{string.Concat(texts.Select((text, index) => $"k{index} = {Quote("ini", text)}\n"))}");
        var run = await ProgramRun.Of("git", "config", "--file", file, "--null", "--list");
        run.Output.Split('\0')[..^1].ShouldBe(texts.Select((text, index) => $"s.k{index}\n{text}"));
    }

    private static async Task ShellReadsItBack(string shell)
    {
        // Should the quoting be wrong, the shell writes its surprises there.
        using var folder = new TemporaryFolder();
        var texts = Sample();
        var run = await ProgramRun.Of(new ProgramRun.Start(shell)
        {
            Folder = folder.Path,
            Input = string.Concat(texts.Select(text => $"printf '%s\\0' {Quote("sh", text)}\n")),
        });
        run.Error.ShouldBe("");
        run.Output.Split('\0')[..^1].ShouldBe(texts);
    }

    private static void YamlReadsItBack(string text)
    {
        var quoted = Quote("yaml", text);
        Scalars($"{quoted}: {quoted}").ShouldBe([text, text]);
        Scalars($"- {quoted}\n- x").ShouldBe([text, "x"]);
        Scalars($"[{quoted}, {{{quoted}: {quoted}}}]").ShouldBe([text, text, text]);
    }

    private static void Check(Action<string> test) =>
        Prop.ForAll(AnyText.ToArbitrary(), test).Check(Config.QuickThrowOnFailure.WithMaxTest(Texts));

    // A byte-order mark at the very beginning would be taken off what a program prints.
    private static List<string> Sample() => [.. Pieces, .. AnyText.Sample(10, Texts), "", "if", "done", "-n", "a b"];

    private static string Quote(string syntax, string text)
    {
        var template = Template.Parse(SourceText.From("", $"string.quote_{syntax} text"), TemplateMode.Expression);
        var result = template.Evaluate(new() { Model = new ScriptObject { { "text", Value.From(text) } } });
        return result.Error is { } error ? $"error: {error.Message}" : result.Output.AsString();
    }

    private static List<string> Scalars(string yaml)
    {
        var scalars = new List<string>();
        var parser = new Parser(new StringReader(yaml));
        while (parser.MoveNext())
        {
            if (parser.Current is Scalar scalar)
                scalars.Add(scalar.Value);
        }
        return scalars;
    }
}
