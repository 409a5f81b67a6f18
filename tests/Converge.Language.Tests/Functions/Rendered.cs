using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Tests.Functions;

/// <summary>
/// What a template comes to, as one line to compare with: its text, marked if that is secret, or where and why it failed.
/// </summary>
internal static class Rendered
{
    /// <summary>The run that examples of the reference are written for.</summary>
    public static readonly RenderOptions Run = new()
    {
        Now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Seed = 42,
        RunId = "r1",
        Model = new ScriptObject
        {
            { "secret", Value.From(new SecretText("hidden")) },
            { "secret_ip", Value.From(new SecretText("10.0.0.77")) },
            { "plain", Value.From("plain") },
        },
    };

    public static string Of(string template) => Of(template, Run);

    public static string Of(string template, RenderOptions options)
    {
        var parsed = Template.Parse(SourceText.From("test", template));
        var result = parsed.Render(options);
        if (result.Error is { } error)
            return $"error {error.At.Line}:{error.At.Column}: {error.Message}{(error.Hint is null ? "" : $" ({error.Hint})")}";
        return result.Output.IsSecret ? $"secret: {result.Output.AsSecret().Reveal()}" : result.Output.AsString();
    }
}
