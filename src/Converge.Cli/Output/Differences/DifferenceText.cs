using System.Text;
using Converge.Catalogs.Differences;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Cli.Output.Differences;

/// <summary>What <c>diff</c> prints for a person.</summary>
internal sealed class DifferenceText(bool colour)
{
    private const string Bold = "1";
    private const string Red = "31";
    private const string Green = "32";
    private const string Yellow = "33";
    private const string Cyan = "36";

    private const int MostNames = 20;

    private readonly StringBuilder _text = new();

    public string Render(FleetDifference difference, ComparedTrees trees)
    {
        var result = difference.Groups.IsEmpty ? $"no differences in {Count(difference.Compared)}" : $"{difference.Different} of {Count(difference.Compared)} differ{(difference.Compared == 1 ? "s" : "")}";
        Line(0, $"{trees.NameBefore} -> {trees.NameAfter}: {result}");
        foreach (var group in difference.Groups)
        {
            _text.Append('\n');
            Line(0, $"{Count(group.Nodes.Length)}: {Names(group.Nodes)}", Bold);
            Append(group);
        }
        AppendBroken(difference.Broken.Where(static node => !node.Before.IsEmpty), trees.NameBefore);
        AppendBroken(difference.Broken.Where(static node => !node.After.IsEmpty), trees.NameAfter);
        return _text.ToString();
    }

    private void Append(ChangeGroup group)
    {
        string? recipe = null;
        foreach (var change in group.Changes)
        {
            if (change.Subject is ChangeSubject.Node)
                AppendNode(change);
            else if (change.Subject is ChangeSubject.Recipe)
                AppendRecipe(change);
            else if (change.Recipe != recipe)
                Line(1, $"recipe {change.Recipe}");
            recipe = change.Recipe;
            if (change.Subject is ChangeSubject.Resource or ChangeSubject.Check)
            {
                var gone = change is { Kind: ChangeKind.Removed, Subject: ChangeSubject.Resource } ? "  no longer managed" : "";
                Line(2, $"{Mark(change.Kind)} {(change.Subject is ChangeSubject.Check ? "check " : "")}{change.Name}{gone}", ColourOf(change.Kind));
                AppendDetails(change, 4);
            }
        }
    }

    private void AppendNode(Change change)
    {
        if (change.Kind != ChangeKind.Changed)
            Line(1, change.Kind == ChangeKind.Added ? "+ new" : "- no longer declared", ColourOf(change.Kind));
        AppendDetails(change, change.Kind == ChangeKind.Changed ? 1 : 3);
    }

    /// <summary>The versions stand beside the name.</summary>
    private void AppendRecipe(Change change)
    {
        var version = change.Details.FirstOrDefault(static detail => detail.Name == "version");
        Line(1, $"{Mark(change.Kind)} recipe {change.Name}{(version is null ? "" : " " + Values(version, change.Kind))}", ColourOf(change.Kind));
        AppendDetails(change with { Details = [.. change.Details.Where(detail => detail != version)] }, 4);
    }

    private void AppendDetails(Change change, int depth)
    {
        foreach (var detail in change.Details)
        {
            if (detail.Text is not { } text)
            {
                Line(depth, $"{detail.Name}: {Values(detail, change.Kind)}");
                continue;
            }
            Line(depth, $"{detail.Name}:");
            foreach (var line in text.Hunks.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                Line(depth + 1, line, ColourOf(line));
            if (text.Omitted > 0)
                Line(depth + 1, $"... {text.Omitted} more lines");
        }
    }

    private void AppendBroken(IEnumerable<BrokenNode> nodes, string tree)
    {
        string[] names = [.. nodes.Select(static node => node.Name)];
        if (names.Length == 0)
            return;
        _text.Append('\n');
        Line(0, $"{Count(names.Length)} {(names.Length == 1 ? "does" : "do")} not compile ({tree}): {Names(names)}", Red);
    }

    private void Line(int depth, string text, string? style = null)
    {
        var printable = PrintableText.Of(text, lineBreak: " ");
        _text.Append(' ', 2 * depth).Append(colour && style is not null ? $"\e[{style}m{printable}\e[0m" : printable).Append('\n');
    }

    private static string Values(Detail detail, ChangeKind kind) => kind switch
    {
        ChangeKind.Added => Inline(detail.After),
        ChangeKind.Removed => Inline(detail.Before),
        // As in '<secret> -> <secret> changed'.
        _ when detail is { IsSecret: true, Before.Kind: ValueKind.String, After.Kind: ValueKind.String } => Inline(detail.After),
        _ => $"{Inline(detail.Before)} -> {Inline(detail.After)}",
    };

    private static string Inline(Value value)
    {
        if (value.IsNull)
            return "not set";
        if (value.Kind == ValueKind.String && value.AsString().Length > 0)
            return value.AsString();
        return value.As<ScriptList>() is { Count: > 0 } list && list.All(static item => item.Kind == ValueKind.String)
            ? string.Join(", ", list.Select(Inline))
            : JsonText.Write(value);
    }

    private static string Count(int nodes) => nodes == 1 ? "1 node" : $"{nodes} nodes";

    private static string Names(IReadOnlyCollection<string> names) =>
        names.Count <= MostNames ? string.Join(' ', names) : $"{string.Join(' ', names.Take(MostNames))} and {names.Count - MostNames} more";

    private static char Mark(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => '+',
        ChangeKind.Removed => '-',
        _ => '~',
    };

    private static string ColourOf(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => Green,
        ChangeKind.Removed => Red,
        _ => Yellow,
    };

    private static string? ColourOf(string line) => line[0] switch
    {
        '+' => Green,
        '-' => Red,
        '@' => Cyan,
        _ => null,
    };
}
