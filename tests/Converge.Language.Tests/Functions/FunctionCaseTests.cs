using System.Text;
using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Testing.Cases;
using Xunit;

namespace Converge.Language.Tests.Functions;

/// <summary>
/// Tables of calls: each line of <c>calls</c> is an expression and what comes of it, <c>expression -> result</c>. A text
/// stands between backticks, with pictures for control characters; <c>secret</c> before a value tells that it is.
/// </summary>
public sealed class FunctionCaseTests
{
    private const string Arrow = " -> ";

    private static readonly CaseKind Tables = new(Inputs: [], Expectations: ["calls"]);

    private static readonly RenderOptions Options = new()
    {
        Model = new ScriptObject
        {
            { "secret", Value.Text("hush", secret: true) },
            { "nothing", Value.Null },
            { "half", Value.From(((char)0xD83D).ToString()) },
        },
        Limits = new() { TextLength = 10_000, CollectionSize = 1_000 },
    };

    [Theory]
    [CaseData("Functions/Cases")]
    public void Calls_give_what_the_table_says(CaseLocation location) => Tables.Check(location, table =>
    {
        var results = new StringBuilder();
        foreach (var line in table["calls"].Split('\n')[..^1])
            results.Append(line.Length == 0 || line[0] == '#' ? line : Complete(line)).Append('\n');
        return new Dictionary<string, string>(StringComparer.Ordinal) { ["calls"] = results.ToString() };
    });

    private static string Complete(string line)
    {
        var arrow = line.LastIndexOf(Arrow, StringComparison.Ordinal);
        var expression = arrow < 0 ? line : line[..arrow];
        return expression + Arrow + Run(expression);
    }

    private static string Run(string expression)
    {
        var template = Template.Parse(SourceText.From("", expression), TemplateMode.Expression);
        var result = template.Evaluate(Options);
        return result.Error is { } error ? $"error at {error.At.Column}: {error.Message}" : Show(result.Output);
    }

    private static string Show(Value value)
    {
        using var text = new TextBuffer(int.MaxValue);
        ValuePrinter.Append(text, value.IsText ? value : Value.From(new ScriptArray([value])), ValuePrinter.DefaultDateFormat);
        var shown = value.IsText ? $"`{Visible(text.Written)}`" : Visible(text.Written[1..^1]);
        return text.IsSecret ? $"secret {shown}" : shown;
    }

    private static string Visible(ReadOnlySpan<char> text)
    {
        const char FirstPicture = '\u2400';
        var result = new StringBuilder();
        foreach (var character in text)
        {
            if (character < ' ')
                result.Append((char)(character + FirstPicture));
            else if (char.IsControl(character) || character is '\u00A0' or '\u2028' or '\u2029' or '\uFEFF' || char.IsSurrogate(character) && text.Length == 1)
                result.Append($"<{(int)character:X4}>");
            else
                result.Append(character);
        }
        return result.ToString();
    }
}
