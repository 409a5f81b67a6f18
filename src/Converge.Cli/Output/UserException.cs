namespace Converge.Cli.Output;

/// <summary>Ends a verb because of what the user gave; the message says what is wrong, the hint what to do.</summary>
internal sealed class UserException(string message, string? hint = null) : Exception(message)
{
    public string? Hint { get; } = hint;
}
