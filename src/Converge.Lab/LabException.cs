namespace Converge.Lab;

/// <summary>Something the lab cannot do, told so that whoever asked can do something about it.</summary>
public sealed class LabException : Exception
{
    public LabException(string message, string? hint = null, Exception? cause = null)
        : base(message, cause) => Hint = hint;

    public LabException()
    {
    }

    public LabException(string message)
        : base(message)
    {
    }

    public LabException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public string? Hint { get; }
}
