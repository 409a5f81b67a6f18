using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Machine.Postgres;
using Converge.Linux.Resources.Texts;
using Converge.Plans;
using Converge.Resources;

namespace Converge.Linux.Resources.Postgres;

/// <summary><c>postgres_hba</c>: one of the lines that say who may connect; all of a cluster stand in one block, in the order of the catalog.</summary>
public sealed class PostgresHbaResource : IResourceType, IWatchable
{
    private const string Line = "line";
    private const string Place = "place";
    private const string Cluster = "cluster";

    public string Name => "postgres_hba";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var files = context.Machine.Files;
        if (files.Stat(Clusters.Configuration) is null)
            return new(None(desired));
        var clusters = Clusters.All(files).ToList();
        if (desired.Text(Cluster) is null && clusters.Count > 1)
            return new(None(desired) with { Exists = true, Obstacle = $"there are several clusters, {string.Join(", ", clusters)}: 'cluster' tells which one is meant" });
        var cluster = desired.Text(Cluster) ?? clusters.FirstOrDefault();
        if (cluster is null || !clusters.Contains(cluster))
            return new(None(desired));
        return new(Read(desired, cluster, context));
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var hba = (HbaFinding)found;
        if (hba.File is { } file)
            return file.Changes;
        return Comparison.WantsAbsence(desired) ? [] : [new(Line, Value.Null, Value.From(HbaLines.Of(desired)))];
    }

    // Which cluster it is only the machine knows.
    public IEnumerable<Watch> Watches(CatalogResource desired) => [new TreeWatch(Clusters.Configuration)];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var hba = (HbaFinding)found;
        return [.. hba.File!.Steps(), new ReloadPostgres(hba.Cluster)];
    }

    private static HbaFinding Read(CatalogResource desired, string cluster, ReadContext context)
    {
        var all = context.Catalog.Resources.Where(resource => resource.Id.Type == desired.Id.Type && (resource.Text(Cluster) ?? cluster) == cluster).ToList();
        var declared = all.Where(static resource => !Comparison.WantsAbsence(resource)).Select(static resource => resource.Id.Title).ToImmutableArray();
        var hba = new HbaLines(declared, [.. all.Select(static resource => resource.Id.Title)]);
        string? problem = null;
        var path = $"{Clusters.Configuration}/{cluster}/pg_hba.conf";
        var file = EditFinding.Read(path, context.Machine, lines =>
        {
            problem = HbaLines.Problem(lines);
            return problem is null ? Edit(desired, hba, lines) : [];
        });
        var found = new HbaFinding(cluster, file) { Exists = file.Exists, Obstacle = file.Obstacle ?? (problem is null ? null : $"'{path}': {problem}") };
        return file.Exists || file.Obstacle is not null ? found : found with { Lacks = new("file", path) };
    }

    private static ImmutableArray<Change> Edit(CatalogResource desired, HbaLines hba, TextLines lines)
    {
        var name = desired.Id.Title;
        var (present, wanted) = (HbaLines.Find(lines, name), Comparison.WantsAbsence(desired) ? null : HbaLines.Of(desired));
        if (wanted is null && present is null)
            return [];
        var isPlaced = wanted is null || (hba.IsInOrder(lines, name) && hba.IsClean(lines, name));
        if (present == wanted && isPlaced)
            return [];
        hba.Put(lines, name, wanted);
        return [present == wanted ? new(Place, Value.From("not where it belongs"), Value.From("in order, before other lines")) : new(Line, Value.From(present), Value.From(wanted))];
    }

    private static HbaFinding None(CatalogResource desired) => new(desired.Text(Cluster) ?? "", File: null)
    {
        Lacks = new("cluster", $"{(desired.Text(Cluster) is { } cluster ? $"{cluster} " : "")}of PostgreSQL"),
    };

    private sealed record HbaFinding(string Cluster, EditFinding? File) : Finding;
}
