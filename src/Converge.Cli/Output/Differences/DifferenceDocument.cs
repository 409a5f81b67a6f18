using Converge.Catalogs.Differences;
using Converge.Language.Values;

namespace Converge.Cli.Output.Differences;

/// <summary>What <c>diff --format json</c> prints; docs/diff.md describes it. Members are added, but never change their meaning.</summary>
internal static class DifferenceDocument
{
    private const int FormVersion = 1;

    public static string ToJson(FleetDifference difference, ComparedTrees trees) => JsonText.Write(Value.From(new ScriptObject
    {
        ["version"] = Value.From(FormVersion),
        ["before"] = Value.From(Of(trees.Before)),
        ["after"] = trees.After is { } after ? Value.From(Of(after)) : Value.Null,
        ["compared"] = Value.From(difference.Compared),
        ["different"] = Value.From(difference.Different),
        ["groups"] = List(difference.Groups, static group => new()
        {
            ["nodes"] = Value.From(new ScriptArray(group.Nodes.Select(static node => Value.From(node)))),
            ["changes"] = List(group.Changes, Of),
        }),
        ["broken"] = List(difference.Broken, static node => new()
        {
            ["node"] = Value.From(node.Name),
            ["before"] = List(node.Before, DiagnosticDocument.Of),
            ["after"] = List(node.After, DiagnosticDocument.Of),
        }),
    }), new(Indent: 2)) + "\n";

    private static ScriptObject Of(ComparedCommit commit) => new() { ["revision"] = Value.From(commit.Revision), ["commit"] = Value.From(commit.Commit) };

    private static ScriptObject Of(Change change)
    {
        var document = new ScriptObject { ["kind"] = Value.From(Word(change.Kind)), ["subject"] = Value.From(Word(change.Subject)) };
        if (change.Subject != ChangeSubject.Node)
        {
            document.Set("recipe", Value.From(change.Recipe));
            document.Set("name", Value.From(change.Name));
        }
        document.Set("details", List(change.Details, Of));
        return document;
    }

    private static ScriptObject Of(Detail detail)
    {
        var document = new ScriptObject { ["name"] = Value.From(detail.Name) };
        if (detail.Text is { } text)
        {
            document.Set("diff", Value.From(text.Hunks));
            if (text.Omitted > 0)
                document.Set("omitted_lines", Value.From(text.Omitted));
        }
        else
        {
            document.Set("before", detail.Before);
            document.Set("after", detail.After);
        }
        if (detail.IsSecret)
            document.Set("secret", Value.True);
        return document;
    }

    private static string Word(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => "added",
        ChangeKind.Removed => "removed",
        _ => "changed",
    };

    private static string Word(ChangeSubject subject) => subject switch
    {
        ChangeSubject.Node => "node",
        ChangeSubject.Recipe => "recipe",
        ChangeSubject.Resource => "resource",
        _ => "check",
    };

    private static Value List<T>(IEnumerable<T> items, Func<T, ScriptObject> convert) => Value.From(new ScriptArray(items.Select(item => Value.From(convert(item)))));
}
