namespace Converge.Lab.Testing;

/// <summary>One test of a role on nodes of the lab.</summary>
/// <param name="Kind">apply, checks, again or break.</param>
/// <param name="Status">passed, failed or skipped.</param>
/// <param name="Reason">Why it failed or was skipped, in a line.</param>
/// <param name="Output">What was said meanwhile.</param>
public sealed record LabTestResult(string Role, string Name, string Kind, string Status, string? Reason, TimeSpan Duration, string? Output)
{
    public const string Passed = "passed";
    public const string Failed = "failed";
    public const string Skipped = "skipped";
}
