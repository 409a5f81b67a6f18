namespace Converge.Agent;

/// <summary>Something that the agent cannot do, told to whoever asked for it.</summary>
public sealed class AgentException : Exception
{
    public AgentException(string message, string? hint = null)
        : base(message) => Hint = hint;

    public AgentException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public AgentException()
    {
    }

    public string? Hint { get; }
}
