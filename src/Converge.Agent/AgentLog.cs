using System.Globalization;
using Converge.Agent.Configuration;
using Converge.Linux.State;

namespace Converge.Agent;

/// <summary>What the agent says: to the journal under systemd, else to its standard error.</summary>
/// <param name="usesJournal">Whether the standard error goes to the journal anyway.</param>
public sealed class AgentLog(LogLevel level, TextWriter error, bool usesJournal)
{
    private static readonly int[] Priorities = [3, 4, 6, 7];

    /// <summary>Null as long as it is not known.</summary>
    public string? Node { get; set; }

    public static AgentLog Usual(LogLevel level) => new(level, Console.Error, Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 });

    public void Error(string text, params (string Name, string Value)[] fields) => Say(LogLevel.Error, text, fields);

    public void Warning(string text, params (string Name, string Value)[] fields) => Say(LogLevel.Warning, text, fields);

    public void Info(string text, params (string Name, string Value)[] fields) => Say(LogLevel.Info, text, fields);

    public void Debug(string text, params (string Name, string Value)[] fields) => Say(LogLevel.Debug, text, fields);

    private void Say(LogLevel at, string text, (string Name, string Value)[] fields)
    {
        if (at > level)
            return;
        if (usesJournal && JournalEntry.Say(text, Priorities[(int)at], fields.Prepend(("NODE", Node ?? "")).Select(static field => new KeyValuePair<string, string>($"CONVERGE_{field.Item1}", field.Item2))))
            return;
        var name = at is LogLevel.Info ? "" : string.Create(CultureInfo.InvariantCulture, $"{at.ToString().ToLowerInvariant()}: ");
        lock (error)
            error.WriteLine($"converge agent: {name}{text}");
    }
}
