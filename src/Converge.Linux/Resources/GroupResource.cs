using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;

namespace Converge.Linux.Resources;

/// <summary><c>group</c>; members that nobody declares stay.</summary>
public sealed class GroupResource : IResourceType, IWatchable
{
    private const string Members = "members";

    public string Name => "group";

    public ImmutableArray<string> Compared { get; } = ["gid"];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) =>
        new(context.Machine.Accounts.FindGroup(desired.Id.Title) is { } group
            ? new GroupFinding(group.Members) { Exists = true, Properties = Finding.Of(("gid", Value.From(group.Gid))).Properties }
            : new GroupFinding([]));

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var changes = Comparison.Of(desired, found, Compared);
        return Comparison.WantsAbsence(desired) || Missing(desired, found) is not { Length: > 0 } missing
            ? changes
            : changes.Add(new(Members, List(((GroupFinding)found).Members), List(((GroupFinding)found).Members.Concat(missing).Order(StringComparer.Ordinal))));
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new AccountsWatch()];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var name = desired.Id.Title;
        if (Comparison.WantsAbsence(desired))
        {
            yield return Run("groupdel", name);
            yield break;
        }
        var gid = desired["gid"] is { IsNull: false } number ? number.ToString() : null;
        if (!found.Exists)
            yield return Run(["groupadd", .. desired["system"] == Value.True ? (string[])["--system"] : [], .. gid is null ? (string[])[] : ["--gid", gid], name]);
        else if (changes.Any(static change => change.Property == "gid"))
            yield return Run("groupmod", "--gid", gid!, name);
        foreach (var member in Missing(desired, found))
            yield return Run("usermod", "--append", "--groups", name, member);
    }

    private static string[] Missing(CatalogResource desired, Finding found) => desired[Members].As<ScriptArray>() is { } wanted
        ? [.. wanted.Select(static member => member.AsString()).Except(((GroupFinding)found).Members, StringComparer.Ordinal)]
        : [];

    private static RunCommand Run(params ReadOnlySpan<string> words) => new(new([.. words]));

    private static Value List(IEnumerable<string> names) => Value.From(ScriptArray.OfTexts(names));

    private sealed record GroupFinding(ImmutableArray<string> Members) : Finding;
}
