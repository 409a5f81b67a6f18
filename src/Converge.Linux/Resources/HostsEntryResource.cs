using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Resources.Texts;
using Converge.Plans;
using Converge.Resources;

namespace Converge.Linux.Resources;

/// <summary><c>hosts_entry</c></summary>
public sealed class HostsEntryResource : IResourceType, IWatchable
{
    private const string Names = "names";

    public string Name => "hosts_entry";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) =>
        new(EditFinding.Read("/etc/hosts", context.Machine, lines => Edit(lines, desired)));

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found) => ((EditFinding)found).Changes;

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FileWatch("/etc/hosts")];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes) => ((EditFinding)found).Steps();

    private static ImmutableArray<Change> Edit(TextLines lines, CatalogResource desired)
    {
        var (address, present) = (desired.Id.Title, HostsEdit.Find(lines, desired.Id.Title));
        var before = present is [] ? Value.Null : Wishes.List(present.SelectMany(static names => names));
        if (Comparison.WantsAbsence(desired))
        {
            HostsEdit.Remove(lines, address);
            return present is [] ? [] : [new(Names, before, Value.Null)];
        }
        var wanted = desired.Texts(Names)!.Value;
        if (present is [var only] && only.SequenceEqual(wanted, StringComparer.OrdinalIgnoreCase))
            return [];
        HostsEdit.Put(lines, address, wanted);
        return [new(Names, before, Wishes.List(wanted))];
    }
}
