namespace Converge.Server.Storage;

/// <summary>A storage cannot be opened, or cannot do what it is asked to.</summary>
public sealed class StorageException(string message, string? hint = null, Exception? cause = null) : Exception(message, cause)
{
    public string? Hint { get; } = hint;
}
