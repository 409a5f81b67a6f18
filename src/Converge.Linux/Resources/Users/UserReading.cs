using System.Collections.Immutable;
using System.Globalization;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Users;

/// <summary>What is known of a user.</summary>
internal static class UserReading
{
    /// <summary>What accounts have for a home directory that there is never to be.</summary>
    private const string Nowhere = "/nonexistent";

    public static UserFinding Read(CatalogResource desired, ReadContext context)
    {
        var (name, accounts) = (desired.Id.Title, context.Machine.Accounts);
        var account = accounts.FindUser(name);
        var home = desired.Text("home") ?? account?.Home ?? $"/home/{name}";
        var found = new UserFinding(account, Joined(name, desired, accounts)) { Exists = account is not null, Home = home };
        if (account is not null)
            found = found with { Properties = Properties(account, desired, accounts), PresentGroup = accounts.GroupName(account.Gid) };
        if (Plans.Comparison.WantsAbsence(desired))
            return found;
        found = found with
        {
            FirstGroup = FirstGroup(desired, context),
            Lacks = MissingGroup(desired, context),
            Obstacle = UserPassword.Obstacle(desired, account),
        };
        return ReadHome(desired, found, context.Machine);
    }

    private static PropertyMap<Value> Properties(UserAccount account, CatalogResource desired, IAccounts accounts) => Finding.Of(
        ("uid", Value.From(account.Uid)),
        ("group", Value.From(IsNumber(desired.Text("group")) ? Digits(account.Gid) : accounts.GroupName(account.Gid))),
        ("home", Value.From(account.Home)),
        ("shell", Value.From(account.Shell)),
        ("comment", Value.From(account.Comment))).Properties;

    private static UserFinding ReadHome(CatalogResource desired, UserFinding found, IMachine machine)
    {
        var keys = desired["ssh_keys"].As<ScriptList>();
        var needsHome = keys is { IsEmpty: false } || (desired.Flag("system") != true && (found.Account is null || desired.Text("home") is not null));
        if (needsHome && found.Home != Nowhere)
        {
            var place = machine.Files.Stat(found.Home);
            if (place is { Kind: FileKind.File or FileKind.Other })
                return found with { Obstacle = $"'{found.Home}' is a file, not a home directory" };
            found = found with { LacksHome = place is null };
        }
        if (keys is null)
            return found;
        if (found.Home == Nowhere && !keys.IsEmpty)
            return found with { Obstacle = $"there is no place for keys in the home directory '{Nowhere}'" };
        var read = SshKeys.Read(found.Home, keys, desired.Id.Title, machine);
        return found with { Keys = read, Obstacle = found.Obstacle ?? read.Obstacle };
    }

    /// <summary>Which of the wished groups a user is in, be it as the first one.</summary>
    private static ImmutableArray<string> Joined(string name, CatalogResource desired, IAccounts accounts)
    {
        var first = desired.Text("group") ?? (accounts.FindUser(name) is { } account ? accounts.GroupName(account.Gid) : null);
        return [.. (desired.Texts("groups") ?? []).Where(group => group == first || accounts.FindGroup(group)?.Members.Contains(name) == true)];
    }

    private static string? FirstGroup(CatalogResource desired, ReadContext context)
    {
        var name = desired.Id.Title;
        var wanted = desired.Text("group") ?? name;
        // useradd refuses to make a group that is there, and to use one that is not.
        return wanted == name && context.Machine.Accounts.FindGroup(name) is null && Declared(context.Catalog, group => group.Id.Title == name) is null ? null : wanted;
    }

    private static ResourceId? MissingGroup(CatalogResource desired, ReadContext context)
    {
        foreach (var group in (desired.Texts("groups") ?? []).Concat(FirstGroup(desired, context) is { } first ? [first] : []))
        {
            if (IsNumber(group))
            {
                if (!context.Machine.Accounts.Groups.Any(other => Digits(other.Gid) == group))
                    return Declared(context.Catalog, other => other.Number("gid") == group)?.Id ?? new("group", group);
            }
            else if (context.Machine.Accounts.FindGroup(group) is null)
                return new("group", group);
        }
        return null;
    }

    private static CatalogResource? Declared(Catalog catalog, Func<CatalogResource, bool> isIt) =>
        catalog.Resources.FirstOrDefault(resource => resource.Id.Type == "group" && !Plans.Comparison.WantsAbsence(resource) && isIt(resource));

    private static bool IsNumber(string? name) => name is { Length: > 0 } && !name.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static string Digits(uint number) => number.ToString(CultureInfo.InvariantCulture);
}
