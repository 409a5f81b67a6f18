using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Rabbit;

/// <summary><c>rabbitmq_user</c></summary>
public sealed class RabbitUserResource : IResourceType
{
    private const string Password = "password";
    private const string Tags = "tags";
    private const string Permissions = "permissions";

    public string Name => "rabbitmq_user";

    public ImmutableArray<string> Compared { get; } = [Tags];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var rabbit = context.Machine.Rabbit;
        if (rabbit.Lacks is { } lacks)
            return new(new UserFinding(null) { Lacks = lacks });
        var broker = rabbit.Broker;
        var user = broker.Users.GetValueOrDefault(desired.Id.Title);
        var found = new UserFinding(user)
        {
            Exists = user is not null,
            IsPasswordRight = user is not null && desired[Password] is { IsText: true } password && RabbitPassword.Fits(user.Hash, user.Algorithm, password.Reveal()),
        };
        if ((Wanted(desired)?.Keys ?? []).FirstOrDefault(vhost => !broker.Vhosts.Contains(vhost)) is { } missing)
            found = found with { Lacks = new("rabbitmq_vhost", missing) };
        return new(user is null ? found : found with { Properties = Finding.Of((Tags, Wishes.List(user.Tags.Order(StringComparer.Ordinal)))).Properties });
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var changes = Comparison.Of(desired, found, Compared);
        if (Comparison.WantsAbsence(desired))
            return changes;
        var user = (UserFinding)found;
        return [.. changes, .. ComparePassword(desired, user), .. ComparePermissions(desired, user)];
    }

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var (name, user) = (desired.Id.Title, ((UserFinding)found).User);
        if (Comparison.WantsAbsence(desired))
        {
            yield return RabbitVhostResource.Control("delete_user", name);
            yield break;
        }
        var wanted = Wanted(desired);
        foreach (var vhost in wanted is null ? [] : (user?.Permissions.Keys ?? []).Except(wanted.Keys, StringComparer.Ordinal))
            yield return RabbitVhostResource.Control("clear_permissions", "--vhost", vhost, name);
        if (changes.All(change => change.Property.StartsWith($"{Permissions}.", StringComparison.Ordinal) && change.After.IsNull))
            yield break;
        yield return new ChangeRabbit([],
        [
            new(name, user)
            {
                Password = changes.Any(static change => change.Property == Password) ? desired[Password] : null,
                Tags = desired.Texts(Tags) ?? user?.Tags ?? [],
                Permissions = wanted ?? ImmutableSortedDictionary<string, RabbitPermission>.Empty,
            },
        ]);
    }

    private static IEnumerable<Change> ComparePassword(CatalogResource desired, UserFinding found)
    {
        if (desired[Password] is { IsText: true } password && !found.IsPasswordRight)
            yield return new(Password, found.User is { Hash: { Length: > 0 } hash } ? Value.Text(hash, secret: true) : Value.Null, Value.Text(password.Reveal(), secret: true));
    }

    private static IEnumerable<Change> ComparePermissions(CatalogResource desired, UserFinding found)
    {
        if (Wanted(desired) is not { } wanted)
            yield break;
        var present = found.User?.Permissions ?? wanted.Clear();
        foreach (var vhost in wanted.Keys.Union(present.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (before, after) = (present.GetValueOrDefault(vhost), wanted.GetValueOrDefault(vhost));
            if (before != after)
                yield return new($"{Permissions}.{vhost}", Show(before), Show(after));
        }
    }

    private static ImmutableSortedDictionary<string, RabbitPermission>? Wanted(CatalogResource desired) => desired[Permissions].As<ScriptObject>()?.ToImmutableSortedDictionary(
        static entry => entry.Key,
        static entry => entry.Value.As<ScriptObject>()! is var names ? new RabbitPermission(names["configure"].AsString(), names["write"].AsString(), names["read"].AsString()) : null!,
        StringComparer.Ordinal);

    private static Value Show(RabbitPermission? permission) => permission is null ? Value.Null : Value.From($"configure {permission.Configure}, write {permission.Write}, read {permission.Read}");

    private sealed record UserFinding(RabbitUser? User) : Finding
    {
        public bool IsPasswordRight { get; init; }
    }
}
