namespace Converge.Server.Hosting;

/// <summary>A call that is not done, with what is to be told.</summary>
public sealed class RefusalException(int status, string message, string? hint = null) : Exception(message)
{
    public int Status { get; } = status;

    public string? Hint { get; } = hint;

    public static RefusalException BadRequest(string message, string? hint = null) => new(400, message, hint);

    public static RefusalException NotFound(string message, string? hint = null) => new(404, message, hint);

    public static RefusalException Forbidden(string message, string? hint = null) => new(403, message, hint);

    public static RefusalException Conflict(string message, string? hint = null) => new(409, message, hint);
}
