using System.Net;

namespace Converge.Agent.Servers;

/// <summary>A call that a server refused, or that did not reach it.</summary>
public sealed class ServerException : Exception
{
    public ServerException(string message, string? hint, HttpStatusCode? status, Exception? inner = null)
        : base(message, inner) => (Hint, Status) = (hint, status);

    public ServerException()
    {
    }

    public ServerException(string message)
        : base(message)
    {
    }

    public ServerException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public string? Hint { get; }

    /// <summary>Null if there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>When to ask again, if the server said that.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether another try may have more luck.</summary>
    public bool IsPassing => Status is null or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;
}
