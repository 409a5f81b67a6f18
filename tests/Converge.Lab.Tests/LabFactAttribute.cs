using Converge.Lab.Images;
using Xunit;

namespace Converge.Lab.Tests;

/// <summary>A test in a lab. Elsewhere than in CI, which is root and installs what it needs, it is skipped where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabFactAttribute : FactAttribute
{
    public LabFactAttribute() => Skip = LabNeeds.Missing;
}

/// <summary>As <see cref="LabFactAttribute"/>, with rows.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabTheoryAttribute : TheoryAttribute
{
    public LabTheoryAttribute() => Skip = LabNeeds.Missing;
}

internal static class LabNeeds
{
    /// <summary>Why there can be no lab here; null if there can.</summary>
    public static string? Missing { get; } = Find();

    private static string? Find()
    {
        if (!Environment.IsPrivilegedProcess)
            return "needs root";
        var missing = Prerequisites.Missing(isBuilding: false);
        return missing.Count == 0 || Environment.GetEnvironmentVariable("CI") == "true" ? null : $"needs the packages {string.Join(", ", missing)}";
    }
}
