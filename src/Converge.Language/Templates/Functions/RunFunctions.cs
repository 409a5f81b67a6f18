using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>What a template may know about the run that renders it.</summary>
internal static class RunFunctions
{
    public static readonly ScriptObject Group = Builtins.Members(
        new("run", "now", "", Now),
        new("run", "id", "", Id));

    /// <summary>The instant of the run in UTC, the same in all templates of the run; an error without one.</summary>
    /// <example><![CDATA[
    /// {{ run.now | date.to_string "%F %T" }} -> 2026-01-02 03:04:05
    /// {{ run.now.year }} -> 2026
    /// ]]></example>
    internal static Value Now(in Call call) => call.Options.Now is { } now
        ? Value.From(now.UtcDateTime)
        : throw call.Error($"'{call.Function.Name}' is not available: this render is not given the time");

    /// <summary>The name of the run; an error without one.</summary>
    /// <example><![CDATA[{{ run.id }} -> r1]]></example>
    private static Value Id(in Call call) => call.Options.RunId is { } id
        ? Value.From(id)
        : throw call.Error("'run.id' is not available: this render does not belong to a run");
}
