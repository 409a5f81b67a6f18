using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;

namespace Converge.Linux.Resources.Postgres;

/// <summary><c>postgres_extension</c></summary>
public sealed class PostgresExtensionResource : IResourceType
{
    private const string Version = "version";
    private const string Schema = "schema";

    public string Name => "postgres_extension";

    public ImmutableArray<string> Compared { get; } = [Version, Schema];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var (port, (database, name)) = (Sql.Port(desired), Parts(desired));
        if (context.Machine.Postgres.Find(port) is not { } server)
            return new(Finding.Absent with { Lacks = Sql.Server(port) });
        if (!server.Databases.ContainsKey(database) || context.Machine.Postgres.Extensions(port, database) is not { } extensions)
            return new(Finding.Absent with { Lacks = new("postgres_database", database), Waits = server.IsStandby ? Sql.Standby : null });
        var found = extensions.Installed.GetValueOrDefault(name) is { } extension
            ? Finding.Of((Version, Value.From(extension.Version)), (Schema, Value.From(extension.Schema)))
            : Finding.Absent;
        if (server.IsStandby)
            return new(found with { Waits = Sql.Standby });
        return new(found.Exists || extensions.Available.ContainsKey(name) ? found : found with { Lacks = new("extension", $"{name} on this machine") });
    }

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var name = Sql.Name(Parts(desired).Extension);
        if (Comparison.WantsAbsence(desired))
        {
            yield return Run(desired, $"DROP EXTENSION {name}");
            yield break;
        }
        if (!found.Exists)
        {
            var schema = desired.Text(Schema) is { } wanted ? $" SCHEMA {Sql.Name(wanted)}" : "";
            var version = desired.Text(Version) is { } exact ? $" VERSION {Sql.Text(exact)}" : "";
            yield return Run(desired, $"{(schema.Length == 0 ? "" : $"CREATE SCHEMA IF NOT EXISTS {Sql.Name(desired.Text(Schema)!)}; ")}CREATE EXTENSION {name}{schema}{version} CASCADE");
            yield break;
        }
        foreach (var change in changes)
        {
            yield return Run(desired, change.Property == Version
                ? $"ALTER EXTENSION {name} UPDATE TO {Sql.Text(change.After.AsString())}"
                : $"CREATE SCHEMA IF NOT EXISTS {Sql.Name(change.After.AsString())}; ALTER EXTENSION {name} SET SCHEMA {Sql.Name(change.After.AsString())}");
        }
    }

    private static (string Database, string Extension) Parts(CatalogResource desired)
    {
        var slash = desired.Id.Title.LastIndexOf('/');
        return (desired.Id.Title[..slash], desired.Id.Title[(slash + 1)..]);
    }

    private static ChangePostgres Run(CatalogResource desired, string statement) => new(Sql.Port(desired), Parts(desired).Database, statement);
}
