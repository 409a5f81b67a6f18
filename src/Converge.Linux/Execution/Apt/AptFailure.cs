using System.Text.RegularExpressions;
using Converge.Plans;

namespace Converge.Linux.Execution.Apt;

/// <summary>What apt-get and dpkg say when they fail, in one sentence, and the lines that are worth to be kept.</summary>
internal static partial class AptFailure
{
    private const string BrokenHeading = "The following packages have unmet dependencies:";

    public static StepException Of(string output)
    {
        var text = output.Replace("\r", "", StringComparison.Ordinal);
        return new(Message(text), Relevant(text));
    }

    private static string Message(string text)
    {
        if (FailedPackage().Matches(text) is { Count: > 0 } failed)
            return string.Join("; ", failed.Select(static match => $"'{match.Groups["name"].Value}' failed: {match.Groups["why"].Value.Trim()}").Distinct(StringComparer.Ordinal));
        if (text.Contains(BrokenHeading, StringComparison.Ordinal) && Broken(text) is { Length: > 0 } broken)
            return broken;
        var errors = Errors().Matches(text).Select(static match => match.Groups["text"].Value).ToList();
        if (errors.Count == 0)
            return "apt-get failed";
        var unknown = errors.Select(static error => UnknownPackage().Match(error)).Where(static match => match.Success).Select(static match => $"'{match.Groups["name"].Value}'").ToList();
        return unknown.Count > 0 ? $"apt knows no package {string.Join(", ", unknown)}" : $"apt-get failed: {errors[0]}";
    }

    private static string Broken(string text) => string.Join("; ", text.Split('\n')
        .SkipWhile(static line => line != BrokenHeading)
        .Skip(1)
        .TakeWhile(static line => line.StartsWith(' '))
        .Select(static line => line.Trim())
        .Where(static line => line.Contains(" : ", StringComparison.Ordinal))
        .Select(static line => $"'{line[..line.IndexOf(" : ", StringComparison.Ordinal)]}' cannot be installed: {line[(line.IndexOf(" : ", StringComparison.Ordinal) + 3)..]}"));

    /// <summary>Errors of apt and dpkg, and what was said from the moment that a package was touched which then failed.</summary>
    private static string Relevant(string text)
    {
        var failed = FailedPackage().Matches(text).Select(static match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var kept = new List<string>();
        var inside = false;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Touched().Match(line) is { Success: true } touched)
                inside = failed.Contains(touched.Groups["name"].Value);
            else if (line.StartsWith("Errors were encountered", StringComparison.Ordinal))
                inside = true;
            if (inside || line.StartsWith("E: ", StringComparison.Ordinal) || line.StartsWith("W: ", StringComparison.Ordinal) || line.StartsWith("dpkg: error", StringComparison.Ordinal) || line.StartsWith(' '))
                kept.Add(line);
        }
        return string.Concat(kept.Select(static line => $"{line}\n"));
    }

    [GeneratedRegex(@"^dpkg: error processing (package|archive) (?<name>\S+) \(.*\):\n (?<why>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FailedPackage();

    [GeneratedRegex(@"^E: (?<text>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Errors();

    [GeneratedRegex(@"^Unable to locate package (?<name>\S+)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex UnknownPackage();

    [GeneratedRegex(@"^(Setting up|Unpacking|Removing|Purging configuration files for|Preparing to unpack|Processing triggers for|Selecting previously unselected package) (?<name>[^\s:]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Touched();
}
