using System.Globalization;
using Converge.Language.Values;
using Converge.Linux.State;

namespace Converge.Agent;

/// <summary>What the agent must know again after it was started anew.</summary>
public sealed record AgentState
{
    private const string Name = "agent.json";

    /// <summary>The commit that was applied last, whatever came of it. An older one is refused.</summary>
    public string? Commit { get; init; }

    /// <summary>The environment that it was.</summary>
    public string? Environment { get; init; }

    /// <summary>Of the wishes that were fulfilled last; null if the last run was not well.</summary>
    public ulong? Fulfilled { get; init; }

    /// <summary>The number of the last run whose report went to the outbox; null if there is none yet.</summary>
    public long? Reported { get; init; }

    /// <summary>When the last whole run ended.</summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>The last order that was carried out.</summary>
    public string? Order { get; init; }

    /// <summary>What is damaged counts as nothing.</summary>
    public static AgentState Read(StateFolder state)
    {
        ArgumentNullException.ThrowIfNull(state);
        try
        {
            if (state.ReadText(state.In(Name)) is { } text && JsonText.Read(text).As<ScriptObject>() is { } document)
            {
                return new()
                {
                    Commit = Text(document, "commit"),
                    Environment = Text(document, "environment"),
                    Fulfilled = Text(document, "fulfilled") is { } sum ? ulong.Parse(sum, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : null,
                    Reported = document.TryGet("reported", out var number) && number.IsNumber ? number.AsLong() : null,
                    LastRun = Text(document, "last_run") is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : null,
                    Order = Text(document, "order"),
                };
            }
        }
        catch (Exception e) when (e is JsonTextException or InvalidOperationException or InvalidCastException or FormatException or OverflowException)
        {
        }
        return new();
    }

    public void Write(StateFolder state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var document = new ScriptObject();
        Set(document, "commit", Commit);
        Set(document, "environment", Environment);
        Set(document, "fulfilled", Fulfilled?.ToString("x16", CultureInfo.InvariantCulture));
        if (Reported is { } number)
            document.Set("reported", Value.From(number));
        Set(document, "last_run", LastRun?.ToString("O", CultureInfo.InvariantCulture));
        Set(document, "order", Order);
        state.Write(state.In(Name), JsonText.Write(Value.From(document)) + "\n");
    }

    private static string? Text(ScriptObject document, string name) => document.TryGet(name, out var value) && value.Kind == ValueKind.String ? value.AsString() : null;

    private static void Set(ScriptObject document, string name, string? text)
    {
        if (text is not null)
            document.Set(name, Value.From(text));
    }
}
