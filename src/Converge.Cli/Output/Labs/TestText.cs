using System.Globalization;
using System.Text;
using Converge.Lab.Testing;

namespace Converge.Cli.Output.Labs;

/// <summary>What came of testing roles, for people.</summary>
internal static class TestText
{
    private static readonly string[] Head = ["role", "passed", "failed", "skipped", "seconds"];

    public static string Render(IReadOnlyCollection<LabTestResult> results)
    {
        var text = new StringBuilder(Table.Print([Head, .. results.GroupBy(static result => result.Role, StringComparer.Ordinal).Select(static role => Row(role.Key, [.. role]))]));
        foreach (var reason in results.Where(static result => result.Status == LabTestResult.Skipped).GroupBy(static result => result.Reason, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"skipped {reason.Count()}: {reason.Key}\n");
        return text.Append(CultureInfo.InvariantCulture, $"{Count(results, LabTestResult.Passed)} passed, {Count(results, LabTestResult.Failed)} failed\n").ToString();
    }

    /// <summary>One that failed, in a line.</summary>
    public static string Of(LabTestResult result) => $"{result.Role}: {(result.Kind == "break" ? $"damaged {result.Name}" : result.Name)}: {result.Reason}";

    private static string[] Row(string role, List<LabTestResult> results) =>
    [
        role,
        Count(results, LabTestResult.Passed).ToString(CultureInfo.InvariantCulture),
        Count(results, LabTestResult.Failed).ToString(CultureInfo.InvariantCulture),
        Count(results, LabTestResult.Skipped).ToString(CultureInfo.InvariantCulture),
        results.Sum(static result => result.Duration.TotalSeconds).ToString("0.0", CultureInfo.InvariantCulture),
    ];

    private static int Count(IReadOnlyCollection<LabTestResult> results, string status) => results.Count(result => result.Status == status);
}
