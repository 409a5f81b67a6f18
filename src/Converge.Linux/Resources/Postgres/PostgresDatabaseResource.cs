using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Postgres;

/// <summary><c>postgres_database</c></summary>
public sealed class PostgresDatabaseResource : IResourceType
{
    private const string Owner = "owner";
    private const string Encoding = "encoding";
    private const string Locale = "locale";
    private const string Limit = "connection_limit";
    private const string Usual = "UTF8";
    private const string Empty = "template0";

    public string Name => "postgres_database";

    public ImmutableArray<string> Compared { get; } = [Owner, Limit, Encoding, Locale];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var port = Sql.Port(desired);
        if (context.Machine.Postgres.Find(port) is not { } server)
            return new(Finding.Absent with { Lacks = Sql.Server(port) });
        var found = server.Databases.GetValueOrDefault(desired.Id.Title) is { } database ? Of(database, desired) : Finding.Absent;
        if (server.IsStandby)
            return new(found with { Waits = Sql.Standby });
        return new(desired.Text(Owner) is { } owner && !server.Roles.ContainsKey(owner) ? found with { Lacks = new("postgres_role", owner) } : found);
    }

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var name = Sql.Name(desired.Id.Title);
        if (Comparison.WantsAbsence(desired))
            yield return Run(desired, $"DROP DATABASE {name}");
        else if (!found.Exists)
            yield return Run(desired, $"CREATE DATABASE {name}{string.Concat(Options(desired))}");
        else
        {
            foreach (var change in changes)
                yield return Run(desired, $"ALTER DATABASE {name} {(change.Property == Owner ? $"OWNER TO {Sql.Name(change.After.AsString())}" : $"CONNECTION LIMIT {change.After}")}");
        }
    }

    private static IEnumerable<string> Options(CatalogResource desired)
    {
        if (desired.Text(Owner) is { } owner)
            yield return $" OWNER {Sql.Name(owner)}";
        // Of an empty one every encoding and locale can be made; another one has its own.
        var template = desired.Text("template");
        yield return $" TEMPLATE {Sql.Name(template ?? Empty)}";
        if ((desired.Text(Encoding) ?? (template is null ? Usual : null)) is { } encoding)
            yield return $" ENCODING {Sql.Text(encoding)}";
        if (desired.Text(Locale) is { } locale)
            yield return $" LOCALE {Sql.Text(locale)}";
        if (desired.Number(Limit) is { } limit)
            yield return $" CONNECTION LIMIT {limit}";
    }

    private static Finding Of(PostgresDatabase database, CatalogResource desired)
    {
        // Both have several spellings.
        var encoding = Same(desired.Text(Encoding), database.Encoding);
        var locale = Same(desired.Text(Locale), database.Locale);
        var found = Finding.Of((Owner, Value.From(database.Owner)), (Limit, Value.From(database.ConnectionLimit)), (Encoding, Value.From(encoding)), (Locale, Value.From(locale)));
        var isOther = desired.Text(Encoding) is { } wanted && wanted != encoding ? Encoding : desired.Text(Locale) is { } other && other != locale ? Locale : null;
        return isOther is null ? found : found with { Refusal = $"the {isOther} of a database cannot change: it would have to be made anew, and filled from a dump" };
    }

    private static string Same(string? wanted, string present) => wanted is not null && Bare(wanted) == Bare(present) ? wanted : present;

    private static string Bare(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    private static ChangePostgres Run(CatalogResource desired, string statement) => new(Sql.Port(desired), Sql.Database, statement);
}
