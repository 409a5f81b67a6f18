using System.Collections.Immutable;
using System.Text;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Machine.Apt.Lists;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary>
/// <c>apt_repository</c>: a file of sources, and one with its key if the recipe has that. It is right when apt has fetched
/// what it offers; else what failed once would never be tried again.
/// </summary>
public sealed class AptRepositoryResource : IResourceType, IWatchable
{
    private const string Key = "key";
    private const string Lists = "lists";
    private const string Keyrings = "/etc/apt/keyrings";

    public string Name => "apt_repository";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var files = context.Machine.Files;
        var (sources, key) = (files.Read(SourcesOf(desired)), files.Read(KeyringOf(desired)));
        return new(new RepositoryFinding(sources, key)
        {
            Exists = sources is not null || (Comparison.WantsAbsence(desired) && key is not null),
            IsFetched = !Comparison.WantsAbsence(desired) && IsFetched(desired, files),
            Lacks = KeyFile(desired) is { } path && !Comparison.WantsAbsence(desired) && files.Stat(path) is null ? new("file", path) : null,
        });
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var changes = Comparison.Of(desired, found, Compared);
        if (Comparison.WantsAbsence(desired))
            return changes;
        var repository = (RepositoryFinding)found;
        if (ContentChange.Of(repository.Sources, Content(desired)) is { } sources)
            changes = changes.Add(sources);
        if (KeyText(desired) is { } text && ContentChange.Of(repository.Key, FileContent.Of(Value.From(text))) is { } key)
            changes = changes.Add(key with { Property = Key });
        return repository.IsFetched ? changes : changes.Add(new(Lists, Value.Null, Value.From("fetched")));
    }

    public IEnumerable<string> Places(CatalogResource desired) => [SourcesOf(desired), KeyringOf(desired)];

    public IEnumerable<Watch> Watches(CatalogResource desired) => Places(desired).Select(static path => new FileWatch(path));

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var (path, keyring, repository) = (SourcesOf(desired), KeyringOf(desired), (RepositoryFinding)found);
        if (Comparison.WantsAbsence(desired))
        {
            if (repository.Sources is not null)
                yield return new Remove(path, Recursive: false, Backup: true);
            if (repository.Key is not null)
                yield return new Remove(keyring, Recursive: false, Backup: true);
        }
        else
        {
            if (changes.Any(static change => change.Property == Key))
            {
                yield return new MakeDirectory(Keyrings, new("root", "root", FileTraits.DirectoryMode));
                yield return new WriteFile(keyring, FileContent.Of(Value.From(KeyText(desired)!)), Ownership, [], Backup: true);
            }
            if (changes.Any(static change => change.Property == ContentChange.Property))
                yield return new WriteFile(path, Content(desired), Ownership, [], Backup: true);
        }
        // Lists of what was there before only go with an update of all.
        var isNew = !Comparison.WantsAbsence(desired) && (repository.Sources is null || changes.All(static change => change.Property != ContentChange.Property));
        yield return new UpdatePackageLists(isNew ? path : null);
    }

    private static Ownership Ownership => new("root", "root", FileTraits.FileMode);

    private static string SourcesOf(CatalogResource desired) => $"/etc/apt/sources.list.d/{desired.Id.Title}.sources";

    private static string KeyringOf(CatalogResource desired) => $"{Keyrings}/{desired.Id.Title}.asc";

    private static string? KeyText(CatalogResource desired) => desired[Key] is { Kind: ValueKind.String } key && !key.AsString().StartsWith('/') ? key.AsString() : null;

    private static string? KeyFile(CatalogResource desired) => desired[Key] is { Kind: ValueKind.String } key && key.AsString().StartsWith('/') ? key.AsString() : null;

    private static FileContent Content(CatalogResource desired)
    {
        var text = new StringBuilder("Types: deb\n");
        foreach (var (field, property) in new[] { ("URIs", "uris"), ("Suites", "suites"), ("Components", "components"), ("Architectures", "architectures") })
        {
            if (Words(desired, property) is { Count: > 0 } words)
                text.Append($"{field}: {string.Join(' ', words)}\n");
        }
        if ((KeyFile(desired) ?? (KeyText(desired) is null ? null : KeyringOf(desired))) is { } keyring)
            text.Append($"Signed-By: {keyring}\n");
        return FileContent.Of(Value.From(text.ToString()));
    }

    private static List<string> Words(CatalogResource desired, string property) => [.. (desired[property].As<ScriptArray>() ?? []).Select(static word => word.AsString())];

    private static bool IsFetched(CatalogResource desired, IFiles files)
    {
        var names = files.List(AptLists.Folder) ?? [];
        return Words(desired, "uris").TrueForAll(uri => Words(desired, "suites").TrueForAll(suite =>
            ListName.Prefix(uri, suite) is not { } prefix || names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal))));
    }

    private sealed record RepositoryFinding(ReadOnlyMemory<byte>? Sources, ReadOnlyMemory<byte>? Key) : Finding
    {
        public bool IsFetched { get; init; }
    }
}
