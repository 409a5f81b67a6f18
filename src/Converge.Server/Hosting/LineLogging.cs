using Microsoft.Extensions.Logging;

namespace Converge.Server.Hosting;

/// <summary>One line for each thing that happens, as the journal of systemd takes it: with its priority before it.</summary>
/// <param name="hasPriorities">Whether somebody reads who understands them.</param>
public sealed class LineLogging(TextWriter writer, bool hasPriorities) : ILoggerProvider
{
    private const string Prefix = "Converge.";

    private readonly Lock _turn = new();

    public ILogger CreateLogger(string categoryName) => new Lines(this, categoryName);

    public void Dispose()
    {
    }

    private void Write(LogLevel level, string text)
    {
        var line = hasPriorities ? $"<{Priority(level)}>{text}" : $"converge: {text}";
        lock (_turn)
            writer.WriteLine(line.ReplaceLineEndings(" "));
    }

    private static int Priority(LogLevel level) => level switch
    {
        LogLevel.Critical => 2,
        LogLevel.Error => 3,
        LogLevel.Warning => 4,
        LogLevel.Information => 6,
        _ => 7,
    };

    private sealed class Lines(LineLogging owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        // Of the parts that are not ours, only what goes wrong is worth a line.
        public bool IsEnabled(LogLevel logLevel) => logLevel >= (category.StartsWith(Prefix, StringComparison.Ordinal) ? LogLevel.Information : LogLevel.Warning);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                owner.Write(logLevel, exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception}");
        }
    }
}
