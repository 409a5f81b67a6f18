using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Converge.Server.Tests.Servers;

/// <summary>All that a server logs, down to the least important.</summary>
internal sealed class KeptLines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = [];

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Keeping(_lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class Keeping(ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
