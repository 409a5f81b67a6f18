namespace Converge.Cli.Output;

/// <summary>Whether a person looks at the standard streams, and how they want to see them.</summary>
internal static class Terminal
{
    public static bool ShowsOutput => !Console.IsOutputRedirected;

    public static bool ShowsErrors => !Console.IsErrorRedirected;

    /// <summary>Whether somebody can be asked something.</summary>
    public static bool IsPerson => ShowsOutput && !Console.IsInputRedirected;

    public static bool WantsColour => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && IsCapable;

    /// <summary>Whether it understands more than text.</summary>
    public static bool IsCapable => Environment.GetEnvironmentVariable("TERM") != "dumb";
}
