namespace Converge.Linux.Guarding;

/// <summary>One way to find out whether this machine can still be reached. It is made before a change and asked after it.</summary>
public interface IReachProbe
{
    /// <returns>Null if it can, else why not.</returns>
    Task<string?> AskAsync(CancellationToken cancel);
}
