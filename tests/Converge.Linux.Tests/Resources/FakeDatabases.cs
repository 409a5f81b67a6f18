using System.Collections.Immutable;
using System.Globalization;
using Converge.Language.Cases;
using Converge.Resources;
using Converge.Resources.Machines;
using Converge.Testing.Machines;

namespace Converge.Linux.Tests.Resources;

/// <summary>What a case says of servers that keep something, and of boots.</summary>
/// <param name="unforeseen">What is thrown at a question that the case did not foresee.</param>
internal sealed class FakeDatabases(MachineLine[] lines, Func<string, CaseException> unforeseen) : IPostgres, IRabbit, IBoot
{
    PostgresServer? IPostgres.Find(int port)
    {
        if (Kept("no-postgres").Any())
            return null;
        var server = lines.OfType<PostgresLine>().SingleOrDefault(line => line.Port == port) ?? throw unforeseen($"whether PostgreSQL listens on port {port}");
        return new(
            server.IsStandby,
            Kept("pg-role").Select(Role).ToImmutableDictionary(static role => role.Name, StringComparer.Ordinal),
            Kept("pg-database").Select(Database).ToImmutableDictionary(static database => database.Name, StringComparer.Ordinal));
    }

    PostgresExtensions? IPostgres.Extensions(int port, string database) => new(
        Of("pg-extension", database).Select(static line => new PostgresExtension(line.Name.Split('/')[1], line.Traits[0], line.Traits[1])).ToImmutableDictionary(static extension => extension.Name, StringComparer.Ordinal),
        Of("pg-available", database).ToImmutableDictionary(static line => line.Name.Split('/')[1], static line => line.Traits[0], StringComparer.Ordinal));

    ResourceId? IRabbit.Lacks => Kept("rabbit").SingleOrDefault()?.Name switch
    {
        "runs" => null,
        "stopped" => new ResourceId("server", "of RabbitMQ that runs"),
        "absent" => new ResourceId("package", "rabbitmq-server"),
        _ => throw unforeseen("how RabbitMQ is"),
    };

    RabbitBroker IRabbit.Broker => new(
        [.. Kept("rabbit-vhost").Select(static line => line.Name)],
        Kept("rabbit-user").Select(User).ToImmutableDictionary(static user => user.Name, StringComparer.Ordinal));

    string IBoot.Id => "this";

    DateTime IBoot.Now => DateTime.Parse(BootAt("now") ?? throw unforeseen("what time it is"), CultureInfo.InvariantCulture);

    bool IBoot.EndsRun => false;

    BootOrder? IBoot.Last => Kept("boot").SingleOrDefault(static line => line.Name == "last") is { } last
        ? new(last.Traits[0], string.Join(' ', last.Traits[2..]), DateTimeOffset.Parse(last.Traits[1] + "Z", CultureInfo.InvariantCulture))
        : null;

    bool IBoot.IsAsked(string reason) => Kept("boot").Any(line => line.Name == "asked" && string.Join(' ', line.Traits) == reason);

    private IEnumerable<KeptLine> Kept(string kind) => lines.OfType<KeptLine>().Where(line => line.Kind == kind);

    private IEnumerable<KeptLine> Of(string kind, string database) => Kept(kind).Where(line => line.Name.Split('/')[0] == database);

    private string? BootAt(string name) => Kept("boot").SingleOrDefault(line => line.Name == name)?.Traits[0];

    private static PostgresRole Role(KeptLine line) => new(line.Name)
    {
        IsLogin = line.Has("login"),
        IsSuperuser = line.Has("superuser"),
        MakesDatabases = line.Has("createdb"),
        MakesRoles = line.Has("createrole"),
        Replicates = line.Has("replication"),
        ConnectionLimit = int.Parse(line.Find("limit") ?? "-1", CultureInfo.InvariantCulture),
        Verifier = line.Find("verifier"),
        MemberOf = [.. line.All("member")],
        Settings = line.All("set").Select(static setting => setting.Split('=', 2)).ToImmutableSortedDictionary(static parts => parts[0], static parts => parts[1].Replace("\\040", " ", StringComparison.Ordinal), StringComparer.Ordinal),
    };

    private static PostgresDatabase Database(KeptLine line) =>
        new(line.Name, line.Find("owner") ?? "postgres", line.Find("encoding") ?? "UTF8", line.Find("locale") ?? "C.UTF-8", int.Parse(line.Find("limit") ?? "-1", CultureInfo.InvariantCulture));

    private static RabbitUser User(KeptLine line) => new(line.Name, line.Find("hash") ?? "", "rabbit_password_hashing_sha256")
    {
        Tags = [.. line.All("tag")],
        // The virtual host and its three expressions, with ';' between them.
        Permissions = line.All("may").Select(static may => may.Split(';')).ToImmutableSortedDictionary(static parts => parts[0], static parts => new RabbitPermission(parts[1], parts[2], parts[3]), StringComparer.Ordinal),
    };
}
