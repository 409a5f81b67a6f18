namespace Converge.Lab.Nodes;

/// <summary>What this process turns into: so streams, signals and exit code need nobody to pass them on.</summary>
public static class Replacement
{
    /// <summary>Returns only by an exception.</summary>
    public static int By(IReadOnlyList<string> command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var problem = Kernel.Become(command[0], [.. command.Skip(1)]);
        throw new LabException($"cannot run '{command[0]}': {problem.Message}", null, problem);
    }
}
