using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Sources;

/// <summary><c>archive</c>: what was unpacked is remembered; what happens inside afterwards is not looked at.</summary>
public sealed class ArchiveResource : IResourceType, IWatchable
{
    private const string Stamps = "/var/lib/converge/archives";
    private const string Sum = "sha256";
    private const int LongestName = 200;

    public string Name => "archive";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) => new(Read(desired, context.Machine.Files));

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var archive = (ArchiveFinding)found;
        var changes = ImmutableArray.CreateBuilder<Change>();
        if (!found.Exists)
            changes.Add(new(Comparison.Presence, Value.True, Value.False));
        foreach (var (name, wanted) in Traits(desired, archive.Sum))
        {
            var before = found.Exists ? archive.Stamp.GetValueOrDefault(name) : null;
            // Of what is made all else goes without saying.
            if (before != wanted && (found.Exists || name == Sum))
                changes.Add(new(name, Value.From(before), Value.From(wanted)));
        }
        return changes.ToImmutable();
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FileWatch(desired.Id.Title), new FileWatch(StampOf(desired.Id.Title))];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var (path, sum) = (desired.Id.Title, ((ArchiveFinding)found).Sum);
        var traits = Traits(desired, sum).ToDictionary(static trait => trait.Name, static trait => trait.Value, StringComparer.Ordinal);
        yield return new MakeDirectory(Stamps, new("root", "root", FileTraits.DirectoryMode));
        yield return new UnpackArchive(new(desired["source"].Reveal(), sum, desired["source"].IsSecret), path, int.Parse(traits["strip"], System.Globalization.CultureInfo.InvariantCulture), traits["owner"], traits["group"]);
        yield return new WriteFile(StampOf(path), FileContent.Of(Value.From(string.Concat(traits.Select(static trait => $"{trait.Key} {trait.Value}\n")))), new("root", "root", FileTraits.FileMode), [], Backup: false);
    }

    private static ArchiveFinding Read(CatalogResource desired, IFiles files)
    {
        var path = desired.Id.Title;
        var source = desired["source"].Reveal();
        var sum = desired.Text(Sum) ?? files.Sha256(source);
        var stamp = Parse(files.Read(StampOf(path)));
        var found = new ArchiveFinding(sum ?? "of what is not there yet", stamp);
        if (files.Stat(path) is not { } status)
            return found with { Lacks = sum is null ? new("file", source) : FileTraits.MissingParent(path, files) };
        if (status.Kind != FileKind.Directory)
            return found with { Exists = true, Obstacle = $"'{path}' is no directory" };
        if (stamp.IsEmpty && files.List(path) is { Count: > 0 })
            return found with { Exists = true, Obstacle = $"'{path}' is not empty, and nothing is known of an archive that was unpacked there" };
        return found with { Exists = true, Lacks = sum is null ? new("file", source) : null };
    }

    private static IEnumerable<(string Name, string Value)> Traits(CatalogResource desired, string sum) =>
    [
        (Sum, sum), ("strip", desired.Number("strip") ?? "0"), ("owner", desired.Text("owner") ?? "root"), ("group", desired.Text("group") ?? "root"),
    ];

    private static ImmutableSortedDictionary<string, string> Parse(ReadOnlyMemory<byte>? stamp) => (stamp is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : "")
        .Split('\n').Select(static line => line.Split(' ', 2)).Where(static parts => parts.Length == 2)
        .ToImmutableSortedDictionary(static parts => parts[0], static parts => parts[1], StringComparer.Ordinal);

    /// <summary>Where it is remembered what was unpacked to a path.</summary>
    private static string StampOf(string path)
    {
        var name = path.Trim('/').Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2f", StringComparison.Ordinal);
        return $"{Stamps}/{(Encoding.UTF8.GetByteCount(name) <= LongestName ? name : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path))))}";
    }

    /// <param name="Sum">Of the archive that is wanted.</param>
    /// <param name="Stamp">What was unpacked; empty if nothing was.</param>
    private sealed record ArchiveFinding(string Sum, ImmutableSortedDictionary<string, string> Stamp) : Finding;
}
