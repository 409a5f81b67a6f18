using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Machine.Postgres;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Postgres;

/// <summary><c>postgres_role</c>; memberships and settings that nobody declares stay.</summary>
public sealed class PostgresRoleResource : IResourceType
{
    private const string Password = "password";
    private const string MemberOf = "member_of";
    private const string Settings = "settings";
    private const string Limit = "connection_limit";
    private const string Login = "login";

    // What a statement calls it.
    private static readonly (string Property, string Word)[] Flags =
        [(Login, "LOGIN"), ("superuser", "SUPERUSER"), ("createdb", "CREATEDB"), ("createrole", "CREATEROLE"), ("replication", "REPLICATION")];

    public string Name => "postgres_role";

    public ImmutableArray<string> Compared { get; } = [Login, "superuser", "createdb", "createrole", "replication", Limit];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var port = Sql.Port(desired);
        if (context.Machine.Postgres.Find(port) is not { } server)
            return new(new RoleFinding(null) { Lacks = Sql.Server(port) });
        var role = server.Roles.GetValueOrDefault(desired.Id.Title);
        var found = new RoleFinding(role)
        {
            Exists = role is not null,
            Waits = server.IsStandby ? Sql.Standby : null,
            IsPasswordRight = role?.Verifier is { } verifier && desired[Password] is { IsText: true } password && ScramVerifier.Fits(verifier, password.Reveal()),
        };
        if (!server.IsStandby && (desired.Texts(MemberOf) ?? []).FirstOrDefault(name => !server.Roles.ContainsKey(name)) is { } missing)
            found = found with { Lacks = new(Name, missing) };
        return new(role is null ? found : found with { Properties = Properties(role).Properties });
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var changes = Comparison.Of(desired, found, Compared);
        if (Comparison.WantsAbsence(desired))
            return changes;
        var role = (RoleFinding)found;
        return [.. changes, .. ComparePassword(desired, role), .. CompareMemberships(desired, role), .. CompareSettings(desired, role)];
    }

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var (name, role) = (Sql.Name(desired.Id.Title), (RoleFinding)found);
        if (Comparison.WantsAbsence(desired))
        {
            yield return new ChangePostgres(Sql.Port(desired), Sql.Database, $"DROP ROLE {name}");
            yield break;
        }
        var hasPassword = changes.Any(static change => change.Property == Password);
        List<string> statements = [];
        var isNew = role.Role is null;
        var options = string.Concat(Options(desired, changes, isNew));
        if (isNew || options.Length > 0)
            statements.Add($"{(isNew ? "CREATE" : "ALTER")} ROLE {name}{options}");
        statements.AddRange(NewMemberships(desired, role).Select(group => $"GRANT {Sql.Name(group)} TO {name}"));
        statements.AddRange(NewSettings(desired, role).Select(setting => $"ALTER ROLE {name} SET {string.Join('.', setting.Key.Split('.').Select(Sql.Name))} = {Sql.Setting(setting.Key, setting.Value)}"));
        // Together they are one transaction: a role is never there without what it needs.
        yield return new ChangePostgres(Sql.Port(desired), Sql.Database, string.Join("; ", statements), hasPassword ? desired[Password] : null);
    }

    private static IEnumerable<string> Options(CatalogResource desired, ImmutableArray<Change> changes, bool isNew)
    {
        foreach (var (property, word) in Flags)
        {
            if (changes.FirstOrDefault(change => change.Property == property) is { } change)
                yield return change.After == Value.True ? $" {word}" : $" NO{word}";
            else if (isNew && property == Login)
                yield return $" {word}";
        }
        if (changes.FirstOrDefault(static change => change.Property == Limit) is { } limit)
            yield return $" CONNECTION LIMIT {limit.After}";
        if (changes.Any(static change => change.Property == Password))
            yield return $" PASSWORD '{SecretText.Mask}'";
    }

    private static IEnumerable<Change> ComparePassword(CatalogResource desired, RoleFinding found)
    {
        if (desired[Password] is { IsText: true } password && !found.IsPasswordRight)
            yield return new(Password, found.Role?.Verifier is { } verifier ? Value.Text(verifier, secret: true) : Value.Null, Value.Text(password.Reveal(), secret: true));
    }

    private static IEnumerable<Change> CompareMemberships(CatalogResource desired, RoleFinding found)
    {
        if (NewMemberships(desired, found) is { Length: > 0 } missing)
            yield return new(MemberOf, found.Role is { } role ? Wishes.List(role.MemberOf) : Value.Null, Wishes.List((found.Role?.MemberOf ?? []).Concat(missing).Order(StringComparer.Ordinal)));
    }

    private static IEnumerable<Change> CompareSettings(CatalogResource desired, RoleFinding found) =>
        NewSettings(desired, found).Select(setting => new Change($"{Settings}.{setting.Key}", found.Role?.Settings.GetValueOrDefault(setting.Key) is { } present ? Value.From(present) : Value.Null, Value.From(setting.Value)));

    private static string[] NewMemberships(CatalogResource desired, RoleFinding found) => [.. (desired.Texts(MemberOf) ?? []).Except(found.Role?.MemberOf ?? [], StringComparer.Ordinal)];

    private static IEnumerable<KeyValuePair<string, string>> NewSettings(CatalogResource desired, RoleFinding found) => desired[Settings].As<ScriptObject>() is not { } wanted
        ? []
        : wanted.Select(static setting => KeyValuePair.Create(setting.Key, setting.Value.AsString()))
            .Where(setting => found.Role?.Settings.GetValueOrDefault(setting.Key) is not { } present || !Sql.IsSame(setting.Key, present, setting.Value));

    private static Finding Properties(PostgresRole role) => Finding.Of(
        (Login, Value.From(role.IsLogin)),
        ("superuser", Value.From(role.IsSuperuser)),
        ("createdb", Value.From(role.MakesDatabases)),
        ("createrole", Value.From(role.MakesRoles)),
        ("replication", Value.From(role.Replicates)),
        (Limit, Value.From(role.ConnectionLimit)));

    private sealed record RoleFinding(PostgresRole? Role) : Finding
    {
        public bool IsPasswordRight { get; init; }
    }
}
