using Converge.Catalogs.Differences;
using Converge.Language.Values;
using Converge.Reports;

namespace Converge.Plans;

/// <summary>What became of a resource as it may be told: as texts, without secrets, and not endless.</summary>
internal static class OutcomeText
{
    private const int LongestText = 200;

    public static ResourceOutcome Of(ResourceWork work, OutcomeStatus status, string? reason, PlanStatus planned)
    {
        var resource = work.Resource;
        return new(resource.Id, work.Recipe.Name, resource.At.ToString(), status)
        {
            Reason = reason,
            Changes = work.FirstChanges.IsEmpty ? [] : [.. work.FirstChanges.Select(Describe)],
            Steps = work.Done.Count == 0 ? [] : [.. work.Done.Select(static step => step.ToString())],
            Output = work.Output,
            Duration = work.Duration,
            Planned = planned,
            IsIgnored = status == OutcomeStatus.Failed && resource.IgnoresFailure,
            Replaced = [.. work.Replaced],
        };
    }

    private static ReportedChange Describe(Change change)
    {
        var (before, after) = (Text(change.Before), Text(change.After));
        if (!IsLong(before) && !IsLong(after))
            return new(change.Property, before, after, null);
        var difference = TextDifference.Of(before ?? "", after ?? "");
        return new(change.Property, null, null, difference.Omitted == 0 ? difference.Hunks : $"{difference.Hunks}... {difference.Omitted} more lines\n");
    }

    private static bool IsLong(string? text) => text is not null && (text.Length > LongestText || text.AsSpan().TrimEnd('\n').Contains('\n'));

    private static string? Text(Value value) => value.IsNull ? null : value.IsSecret ? SecretText.Mask : value.ToString();
}
