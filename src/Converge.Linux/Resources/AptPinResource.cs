using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;

namespace Converge.Linux.Resources;

/// <summary><c>apt_pin</c>: a file of apt's preferences.</summary>
public sealed class AptPinResource : IResourceType, IWatchable
{
    public string Name => "apt_pin";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var content = context.Machine.Files.Read(PathOf(desired));
        return new(new PinFinding(content) { Exists = content is not null });
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var changes = Comparison.Of(desired, found, Compared);
        return !Comparison.WantsAbsence(desired) && ContentChange.Of(((PinFinding)found).Content, Content(desired)) is { } change ? changes.Add(change) : changes;
    }

    public IEnumerable<string> Places(CatalogResource desired) => [PathOf(desired)];

    public IEnumerable<Watch> Watches(CatalogResource desired) => Places(desired).Select(static path => new FileWatch(path));

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        if (Comparison.WantsAbsence(desired))
            yield return new Remove(PathOf(desired), Recursive: false, Backup: true);
        else
            yield return new WriteFile(PathOf(desired), Content(desired), new("root", "root", FileTraits.FileMode), [], Backup: true);
    }

    // Without the ending, apt would pass over a name with a dot in it.
    private static string PathOf(CatalogResource desired) => $"/etc/apt/preferences.d/{desired.Id.Title}.pref";

    private static FileContent Content(CatalogResource desired)
    {
        var packages = desired["packages"].As<ScriptArray>() is { } names ? string.Join(' ', names.Select(static name => name.AsString())) : "*";
        return FileContent.Of(Value.From($"Package: {packages}\nPin: {desired["pin"]}\nPin-Priority: {desired["priority"]}\n"));
    }

    private sealed record PinFinding(ReadOnlyMemory<byte>? Content) : Finding;
}
