using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;

namespace Converge.Recipes.Reading;

/// <summary>Checks <c>rollout</c> of an environment: how a new commit reaches its nodes.</summary>
internal static class RolloutReader
{
    private const string Owner = "the rollout";

    public static void Check(YamlMapping? rollout, DiagnosticBag diagnostics)
    {
        if (rollout is null)
            return;
        var fields = new Fields(rollout, Owner, diagnostics);
        fields.Text("canary");
        foreach (var wave in fields.List("waves"))
            CheckWave(wave, diagnostics);
        if (fields.Text("soak") is { } soak && !Duration.TryParse(soak.Text, out _))
            diagnostics.Error(soak.Span, $"'{soak.Text}' is no duration: expected {Duration.Form}");
        CheckCounts(fields.Map("halt"), "halt", ["failed", "unhealthy"], diagnostics);
        fields.Flag("revert");
        CheckCounts(fields.Map("disruption"), "disruption", keys: null, diagnostics);
        fields.Texts("freeze");
        fields.End();
    }

    private static void CheckWave(YamlNode wave, DiagnosticBag diagnostics)
    {
        if (wave is YamlScalar scalar && scalar.Text.EndsWith('%') && int.TryParse(scalar.Text.AsSpan(0, scalar.Text.Length - 1), out var percent) && percent is > 0 and <= 100)
            return;
        if (wave is YamlScalar number && number.ToValue() is { Kind: ValueKind.Int } count && count.AsInt() > 0)
            return;
        diagnostics.Error(wave.Span, $"a wave is a share such as 10% or a number of nodes, not {(wave is YamlScalar text ? $"'{text.Text}'" : wave.Description)}");
    }

    private static void CheckCounts(YamlMapping? counts, string owner, string[]? keys, DiagnosticBag diagnostics)
    {
        if (counts is null)
            return;
        var fields = new Fields(counts, $"'{owner}' of {Owner}", diagnostics);
        foreach (var key in keys ?? [.. counts.Entries.Select(static entry => entry.Name)])
            fields.Count(key);
        fields.End();
    }
}
