using Converge.Cli.Output;

namespace Converge.Cli.Input;

/// <summary>A question to whoever sits at the terminal.</summary>
internal static class Question
{
    /// <summary>Only a clear yes is one.</summary>
    public static bool Ask(string text)
    {
        Standard.Error($"converge: {text} [y/N] ");
        return Console.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
