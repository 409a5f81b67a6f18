using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Resources.Texts;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;
using Converge.Resources.Types;

namespace Converge.Linux.Resources;

/// <summary><c>line</c>: one line of a file that is there.</summary>
public sealed class LineResource : IResourceType, IWatchable
{
    private const string Line = "text";

    public string Name => "line";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var path = PathOf(desired);
        if (Wanted(desired) is { } text && text.AsSpan().ContainsAny('\n', '\r'))
            return new(new EditFinding(path) { Obstacle = "the secret is more than one line" });
        try
        {
            var found = EditFinding.Read(path, context.Machine, lines => Edit(lines, desired));
            return new(found.Exists ? found : found with { Lacks = new("file", path) });
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new UnreadableException($"the regular expression '{e.Pattern}' takes too long on a line of '{path}'");
        }
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found) => ((EditFinding)found).Changes;

    public IEnumerable<string> Places(CatalogResource desired) => [PathOf(desired)];

    public IEnumerable<Watch> Watches(CatalogResource desired) => Places(desired).Select(static path => new FileWatch(path));

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes) => ((EditFinding)found).Steps(desired[Line].IsSecret);

    private static ImmutableArray<Change> Edit(TextLines lines, CatalogResource desired)
    {
        var (text, isSecret) = (Wanted(desired), desired[Line].IsSecret);
        var matches = Matching(desired, "match") ?? (other => other == text);
        if (Comparison.WantsAbsence(desired))
            return [.. lines.RemoveAll(matches).Select(removed => new Change(Line, Value.Text(removed, isSecret), Value.Null))];
        var (isChanged, replaced) = LineEdit.Put(lines, text!, matches, Matching(desired, "insert_after") ?? (static _ => false));
        return isChanged ? [new(Line, replaced is null ? Value.Null : Value.Text(replaced, isSecret), desired[Line])] : [];
    }

    /// <summary>A secret, which nobody has looked at yet, often ends with the newline of the file that it comes from.</summary>
    private static string? Wanted(CatalogResource desired) => desired[Line] is { IsText: true } line ? line.Reveal().TrimEnd('\r', '\n') : null;

    private static Predicate<string>? Matching(CatalogResource desired, string property) =>
        desired.Text(property) is { } pattern ? new Regex(pattern, RegexText.Options, RegexText.Timeout).IsMatch : null;

    /// <summary>The title has behind the path what the line is known by.</summary>
    private static string PathOf(CatalogResource desired)
    {
        var known = desired["match"].IsNull ? desired[Line] : desired["match"];
        return desired.Id.Title[..^(": ".Length + known.ToString().Length)];
    }
}
