using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Plans;
using Converge.Resources;

namespace Converge.Linux.Resources;

/// <summary><c>cron</c>: a file of <c>cron.d</c>.</summary>
public sealed class CronResource : IResourceType, IWatchable
{
    private const string Folder = "/etc/cron.d";

    public string Name => "cron";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var file = new OwnFile($"{Folder}/{desired.Id.Title}", Content(desired)) { IsAbsent = Comparison.WantsAbsence(desired) };
        var found = file.Read(context.Machine);
        return new(!found.Exists && context.Machine.Files.Stat(Folder) is null ? found with { Lacks = new("package", "cron") } : found);
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found) => [.. ((OwnFileFinding)found).Compare()];

    public IEnumerable<string> Places(CatalogResource desired) => [$"{Folder}/{desired.Id.Title}"];

    public IEnumerable<Watch> Watches(CatalogResource desired) => Places(desired).Select(static path => new FileWatch(path));

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes) => ((OwnFileFinding)found).Steps();

    /// <summary>cron passes over a last line without a newline.</summary>
    internal static string Content(CatalogResource desired) =>
        $"# {desired.Id}, written by Converge\n{desired.Text("schedule")} {desired.Text("user") ?? "root"} {desired.Text("command")}\n";
}
