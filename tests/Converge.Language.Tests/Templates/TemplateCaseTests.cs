using Converge.Language.Cases;
using Converge.Language.Templates;
using Converge.Language.Tests.Templates.Properties;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Testing.Cases;
using Xunit;

namespace Converge.Language.Tests.Templates;

/// <summary>
/// Templates and what comes of them: one of several lines as <c>template</c>, or small ones in the lines of <c>templates</c>,
/// <c>template -> result</c>, where ␊ and ␍ stand for line ends and a text is between backticks. <c>model</c> is JSON, in
/// which a text that begins with <c>secret:</c> is one; <c>include name</c> is a template to include; <c>options</c> has words.
/// </summary>
public sealed class TemplateCaseTests
{
    private const string Arrow = " -> ";
    private const string SecretPrefix = "secret:";

    private static readonly CaseKind Templates = new(Inputs: ["model", "options", "include *", "template"], Expectations: ["output", "error", "templates"]);

    [Theory]
    [CaseData("Templates/Cases")]
    public void A_template_gives_what_the_case_says(CaseLocation location) => Templates.Check(location, static test =>
    {
        var results = new Dictionary<string, string>(StringComparer.Ordinal);
        if (test.Find("templates") is { } table)
            results["templates"] = string.Concat(table.Text.Split('\n')[..^1].Select(line => $"{(line.Length == 0 || line[0] == '#' ? line : Complete(test, line))}\n"));
        if (test.Find("template") is not { } template)
            return results;
        var result = Render(test, template.Text);
        results["error"] = result.Errors is { } errors ? $"{errors}\n" : "";
        results["output"] = result.Output;
        return results;
    });

    private static string Complete(CaseFile test, string line)
    {
        var arrow = line.LastIndexOf(Arrow, StringComparison.Ordinal);
        var template = arrow < 0 ? line : line[..arrow];
        var (output, error) = Render(test, template.Replace('␊', '\n').Replace('␍', '\r'), Shorten);
        return template + Arrow + (error ?? $"`{output.Replace('\n', '␊').Replace('\r', '␍')}`");
    }

    private static string Shorten(Diagnostic error)
    {
        var related = string.Concat(error.Related.Select(r => $"; {r.At}: {r.Message}"));
        var file = error.At.File == "t" ? "" : $"{error.At.File}:";
        return $"error {file}{error.At.Line}:{error.At.Column}: {error.Message}{(error.Hint is null ? "" : $" ({error.Hint})")}{related}";
    }

    private static (string Output, string? Errors) Render(CaseFile test, string source, Func<Diagnostic, string>? show = null)
    {
        var separator = show is null ? "\n" : " + ";
        show ??= error => new DiagnosticRenderer(name => SourceText.From(name, name == "t" ? source : test[$"include {name}"])).Render(error);
        var template = Template.Parse(SourceText.From("t", source));
        if (template.HasErrors)
            return ("", string.Join(separator, template.Diagnostics.Select(show)));
        var result = template.Render(Options(test));
        if (result.Error is { } error)
            return ("", show(error));
        return result.Output.IsSecret ? ($"<secret>{result.Output.AsSecret().Reveal()}", null) : (result.Output.AsString(), null);
    }

    private static RenderOptions Options(CaseFile test)
    {
        var words = (test.Find("options")?.Text ?? "").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var library = new Library();
        foreach (var section in test.Sections.Where(s => s.Name.StartsWith("include ", StringComparison.Ordinal)))
            library[section.Name["include ".Length..]] = section.Text;
        return new()
        {
            Model = test.Find("model") is { } model ? WithSecrets(JsonText.Read(model.Text)).AsObject() : [],
            Library = library,
            Compat = words.Contains("compat"),
            AutoIndent = !words.Contains("no-auto-indent"),
            IndentOnEmptyLines = !words.Contains("no-indent-on-empty-lines"),
            Now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        };
    }

    private static Value WithSecrets(Value value)
    {
        if (value.Kind == ValueKind.String && value.AsString().StartsWith(SecretPrefix, StringComparison.Ordinal))
            return Value.From(new SecretText(value.AsString()[SecretPrefix.Length..]));
        if (value.As<ScriptArray>() is { } items)
            return Value.From(new ScriptArray(items.Select(WithSecrets)));
        if (value.As<ScriptObject>() is not { } members)
            return value;
        var result = new ScriptObject();
        foreach (var (name, member) in members)
            result.Set(name, WithSecrets(member));
        return Value.From(result);
    }
}
