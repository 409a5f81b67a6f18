using System.Text.Json;
using Converge.Language.Values;
using Converge.Testing;

namespace Converge.Language.Tests.Conformance;

/// <summary>The cases and the data of the conformance corpus, whatever there is of it.</summary>
internal static class Corpus
{
    public const string Folder = "conformance/scriban";

    private static readonly Lazy<Dictionary<string, ConformanceCase>> LazyCases = new(
        () => Lines("manifest.jsonl").Select(ConformanceCase.FromManifest).ToDictionary(c => c.Name, StringComparer.Ordinal));

    private static readonly Lazy<Dictionary<string, ConformanceCase>> LazyExamples = new(
        () => Lines("builtins.jsonl").Select((line, index) => ConformanceCase.FromExample(line, index + 1)).ToDictionary(c => c.Name, StringComparer.Ordinal));

    public static IReadOnlyDictionary<string, ConformanceCase> Cases => LazyCases.Value;

    public static IReadOnlyDictionary<string, ConformanceCase> Examples => LazyExamples.Value;

    /// <summary>The global variables of cases that use the model, anew each time.</summary>
    public static ScriptObject Model() => JsonText.Read(File.ReadAllText(SharedData.PathOf($"{Folder}/model.json"))).AsObject();

    private static IEnumerable<JsonElement> Lines(string file) =>
        File.ReadLines(SharedData.PathOf($"{Folder}/{file}")).Where(line => line.Trim().Length > 0).Select(line => JsonDocument.Parse(line).RootElement);
}
