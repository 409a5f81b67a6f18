using Converge.Language.Templates;
using Converge.Language.Text;
using Xunit;

namespace Converge.Language.Tests.Templates.Properties;

/// <summary>What holds for whatever is parsed.</summary>
internal static class Parsing
{
    private const int MostDiagnostics = 100;
    private const int LongestMessage = 400;

    public static readonly TemplateMode[] Modes = [TemplateMode.Template, TemplateMode.Script, TemplateMode.Expression];

    /// <summary>A template, or diagnostics that are in the source and of reasonable size.</summary>
    public static Template Check(string source, TemplateMode mode)
    {
        var text = SourceText.From("t", source);
        var template = Template.Parse(text, mode);
        Assert.InRange(template.Diagnostics.Count, 0, MostDiagnostics);
        foreach (var diagnostic in template.Diagnostics)
            CheckDiagnostic(text, diagnostic);
        return template;
    }

    public static void CheckDiagnostic(SourceText text, Diagnostic diagnostic)
    {
        var at = diagnostic.At;
        Assert.InRange(at.Line, 1, text.LineCount);
        var line = text.Line(at.Line);
        // The end of a line counts, and so does the second half of \r\n.
        Assert.InRange(at.Column, 1, line.Length + 2);
        Assert.InRange(at.Length, 1, Math.Max(1, line.Length - (at.Column - 1)));
        Assert.InRange(diagnostic.Message.Length, 1, LongestMessage);
        Assert.InRange((diagnostic.Hint ?? "").Length, 0, LongestMessage);
        Assert.DoesNotContain('\n', diagnostic.Message);
    }
}
