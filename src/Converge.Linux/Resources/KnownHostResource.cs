using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Resources.Texts;
using Converge.Plans;
using Converge.Resources;

namespace Converge.Linux.Resources;

/// <summary><c>ssh_known_host</c></summary>
public sealed class KnownHostResource : IResourceType, IWatchable
{
    private const string Folder = "/etc/ssh";
    private const string Known = $"{Folder}/ssh_known_hosts";
    private const string Keys = "keys";

    public string Name => "ssh_known_host";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var found = EditFinding.Read(Known, context.Machine, lines => Edit(lines, desired));
        return new(!found.Exists && context.Machine.Files.Stat(Folder) is null ? found with { Lacks = new("package", "openssh-client") } : found);
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found) => ((EditFinding)found).Changes;

    public IEnumerable<string> Places(CatalogResource desired) => [Known];

    public IEnumerable<Watch> Watches(CatalogResource desired) => Places(desired).Select(static path => new FileWatch(path));

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes) => ((EditFinding)found).Steps();

    private static ImmutableArray<Change> Edit(TextLines lines, CatalogResource desired)
    {
        var edit = new KnownHostsEdit([desired.Id.Title, .. desired.Texts("names") ?? []]);
        var (present, wanted) = (edit.Find(lines).ToImmutableArray(), desired.Texts(Keys) ?? []);
        if (!edit.Put(lines, wanted))
            return [];
        return [new(Keys, present.IsEmpty ? Value.Null : Wishes.List(present), wanted.IsEmpty ? Value.Null : Wishes.List(wanted))];
    }
}
