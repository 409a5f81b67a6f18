namespace Converge.Agent.Running;

/// <summary>The file that this program was started from.</summary>
internal static class ProgramFile
{
    private const string Gone = " (deleted)";

    /// <summary>Whether another version was put in its place: an upgrade of the package does that.</summary>
    public static bool WasReplaced => new FileInfo("/proc/self/exe").LinkTarget?.EndsWith(Gone, StringComparison.Ordinal) == true;
}
