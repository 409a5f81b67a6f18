namespace Converge.Plans;

/// <summary>Which of two refreshes does what both would do.</summary>
internal static class RefreshVerbs
{
    // A restart does all that a reload does.
    private static readonly string[] WeakestFirst = ["reload", "try-restart", "restart", "run"];

    public static string Stronger(string a, string b) => Array.IndexOf(WeakestFirst, a) >= Array.IndexOf(WeakestFirst, b) ? a : b;
}
