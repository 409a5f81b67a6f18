using System.Collections.Immutable;
using System.IO.Compression;
using Converge.Linux.Machine.Files;
using Converge.Linux.Machine.Processes;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Apt.Lists;

/// <summary>
/// What apt could install: the lists of its last update, and its preferences among them. Every list in the folder counts,
/// also one whose source was taken away since.
/// </summary>
internal sealed class AptLists
{
    public const string Folder = "/var/lib/apt/lists";

    /// <summary>apt changes these when it looks at its sources, and nothing else does but <see cref="Execution.PackageSteps"/>.</summary>
    private static readonly string[] Stamps = [Folder, $"{Folder}/partial", "/var/lib/apt/periodic/update-success-stamp"];

    private const int OfInstalled = 100;
    private const int MayGoBack = 1000;
    private const int LargestList = 1 << 30;

    private static readonly ListOrigin Installed = new("", "") { Priority = OfInstalled };
    private static readonly string[] Unpackers = ["/usr/lib/apt/apt-helper", "cat-file"];

    private static readonly Comparer<string> NewestFirst = Comparer<string>.Create(static (a, b) => DebianVersion.Compare(b, a));

    private readonly OfferTable _table = new();
    private readonly AptPreferences _preferences;

    private AptLists(AptPreferences preferences) => _preferences = preferences;

    public IEnumerable<string> Names => _table.Names;

    /// <exception cref="UnreadableException">A list or a file of preferences may not be read.</exception>
    public static AptLists Read(LinuxFiles files)
    {
        var lists = new AptLists(AptPreferences.Read(files));
        var names = files.List(Folder, follow: true) ?? [];
        foreach (var name in names)
        {
            if (Stem(name) is not { } stem || files.OpenStream($"{Folder}/{name}") is not { } file)
                continue;
            using var content = Unpack(files, name, file);
            lists._table.Begin(ListOrigin.Of(stem, names, files));
            Scan(content, lists._table, name);
        }
        return lists;
    }

    /// <summary>When apt last looked at its sources; null if it has no lists.</summary>
    public static DateTimeOffset? LastUpdate(LinuxFiles files) => files.List(Folder, follow: true)?.Exists(static name => Stem(name) is not null) == true
        ? Stamps.Max(path => files.Stat(path)?.Modified)
        : null;

    /// <param name="architecture">The machine's own.</param>
    /// <param name="release">The only release to look into; null for all.</param>
    public ImmutableArray<string> Available(string name, PackageStatus? status, string architecture, string? release)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var wanted = colon < 0 ? architecture : name[(colon + 1)..];
        var offers = _table.Find(colon < 0 ? name : name[..colon]).FindAll(offer => offer.Architecture == wanted || offer.Architecture == "all");
        var installed = status is null or { State: "config-files" } ? null : status.Version;
        if (release is not null)
            return [.. offers.Where(offer => offer.Origin.Archive == release || offer.Origin.Codename == release).Select(static offer => offer.Version).Distinct(StringComparer.Ordinal).Order(NewestFirst)];
        if (installed is not null)
            offers.Add(new(installed, wanted, Installed));
        var versions = offers.GroupBy(static offer => offer.Version).Select(places => (Version: places.Key, Priority: _preferences.Priority(name, [.. places]))).ToList();
        versions.Sort(static (a, b) => NewestFirst.Compare(a.Version, b.Version));
        return Candidate(versions, installed) is { } candidate
            ? [candidate, .. versions.Select(static v => v.Version).Where(version => version != candidate)]
            : [];
    }

    private static void Scan(Stream content, OfferTable table, string name)
    {
        try
        {
            ListScan.Scan(content, table);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new UnreadableException($"damaged: '{Folder}/{name}' ({e.Message})");
        }
    }

    /// <summary>The name of a list of packages without the ending of its compression; null if it is something else.</summary>
    private static string? Stem(string name)
    {
        var stem = Path.GetExtension(name) is ".lz4" or ".gz" or ".xz" or ".zst" or ".bz2" or ".lzma" ? Path.ChangeExtension(name, null) : name;
        return stem.EndsWith("_Packages", StringComparison.Ordinal) ? stem : null;
    }

    /// <summary>As apt chooses: the highest priority, of that the newest; an older one than the installed only if its priority tells so.</summary>
    private static string? Candidate(List<(string Version, int Priority)> versions, string? installed)
    {
        (string? Version, int Priority) best = (null, -1);
        foreach (var (version, priority) in versions)
        {
            if (priority == 0 || priority <= best.Priority)
                continue;
            if (installed is null || priority >= MayGoBack || DebianVersion.Compare(version, installed) >= 0)
                best = (version, priority);
        }
        return best.Version;
    }

    /// <summary>As text. Lists are compressed only where apt was told so, as in images for containers; apt's own program reads what the platform cannot.</summary>
    private static Stream Unpack(LinuxFiles files, string name, Stream file)
    {
        if (name.EndsWith("_Packages", StringComparison.Ordinal))
            return file;
        if (name.EndsWith(".gz", StringComparison.Ordinal))
            return new GZipStream(file, CompressionMode.Decompress);
        if (name.EndsWith(".lz4", StringComparison.Ordinal))
            return new Lz4Stream(file);
        file.Dispose();
        var path = files.PathOf($"{Folder}/{name}");
        var content = ProcessRunner.Capture([.. Unpackers, path], LargestList) ?? throw new UnreadableException($"cannot be unpacked by '{Unpackers[0]}': '{path}'");
        return new MemoryStream(content);
    }
}
