using System.Text.Json;
using System.Text.RegularExpressions;
using Converge.Language.Templates;
using Converge.Testing;

namespace Converge.Language.Tests.Conformance;

/// <summary>One case of the conformance corpus, as its README defines it.</summary>
internal sealed partial record ConformanceCase(string Name, string Template, string Expected, string Compare)
{
    private const int DefaultLoopLimit = 1000;
    private const int DefaultRecursionLimit = 100;

    /// <summary>Whether the case holds in compatibility mode only.</summary>
    public bool CompatOnly { get; private init; }

    public bool UsesModel { get; private init; }

    /// <summary>Where the first error is expected.</summary>
    public (int Line, int Column)? ErrorAt { get; private init; }

    public RenderLimits Limits { get; private init; } = RenderLimits.Default with { Iterations = DefaultLoopLimit, CallDepth = DefaultRecursionLimit };

    /// <summary>What the first expected message quotes; ours must quote it, too.</summary>
    public IEnumerable<string> ExpectedQuotes =>
        Quote().Matches(ErrorLine().Match(Expected).Groups["message"].Value).Select(m => m.Groups["quoted"].Value);

    /// <summary>A line of <c>manifest.jsonl</c>.</summary>
    public static ConformanceCase FromManifest(JsonElement line)
    {
        var name = line.GetProperty("case").GetString()!;
        var options = line.TryGetProperty("options", out var given) ? given : default;
        return new(name, ReadText($"{name}.txt"), ReadText($"{name}.out.txt"), line.GetProperty("compare").GetString()!)
        {
            CompatOnly = line.GetProperty("strict").GetString() == "compat",
            UsesModel = line.TryGetProperty("model", out var model) && model.GetBoolean(),
            ErrorAt = line.TryGetProperty("errors", out var errors) ? (errors[0][0].GetInt32(), errors[0][1].GetInt32()) : null,
            Limits = RenderLimits.Default with
            {
                Iterations = Number(options, "loop_limit", DefaultLoopLimit),
                CallDepth = Number(options, "recursion_limit", DefaultRecursionLimit),
            },
        };
    }

    /// <summary>A line of <c>builtins.jsonl</c>: the example of a function in the documentation.</summary>
    public static ConformanceCase FromExample(JsonElement line, int number) =>
        new($"{line.GetProperty("function").GetString()} {number}", Normalize(line.GetProperty("template").GetString()!), Normalize(line.GetProperty("expected").GetString()!), "exact")
        {
            UsesModel = true,
        };

    private static int Number(JsonElement options, string name, int otherwise) =>
        options.ValueKind == JsonValueKind.Object && options.TryGetProperty(name, out var number) ? number.GetInt32() : otherwise;

    private static string ReadText(string file) => Normalize(File.ReadAllText(SharedData.PathOf($"{Corpus.Folder}/{file}")));

    // Only a leading byte-order mark and the line ends are taken off; a missing last newline is significant.
    private static string Normalize(string text) => text.TrimStart('\uFEFF').ReplaceLineEndings("\n");

    [GeneratedRegex(@"^text\(\d+,\d+\) : error : (?<message>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ErrorLine();

    [GeneratedRegex("`(?<quoted>[^`]*)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quote();
}
