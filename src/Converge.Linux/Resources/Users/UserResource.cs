using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;

namespace Converge.Linux.Resources.Users;

/// <summary><c>user</c>: the account, its password, its home directory and the keys that let it in.</summary>
public sealed class UserResource : IResourceType, IWatchable
{
    private const string Groups = "groups";

    /// <summary>What is missing is made for its user alone.</summary>
    private const int HomeMode = 0b111_000_000;

    public string Name => "user";

    public ImmutableArray<string> Compared { get; } = ["uid", "group", "home", "shell", "comment"];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) => new(UserReading.Read(desired, context));

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var changes = Comparison.Of(desired, found, Compared);
        if (Comparison.WantsAbsence(desired))
            return changes;
        var user = (UserFinding)found;
        return [.. changes, .. CompareGroups(desired, user), .. UserPassword.Compare(desired, user.Account), .. CompareHome(user), .. user.Keys?.Compare() ?? []];
    }

    public IEnumerable<string> Places(CatalogResource desired) => [desired.Text("home") ?? $"/home/{desired.Id.Title}"];

    public IEnumerable<Watch> Watches(CatalogResource desired) => UserWatches.Of(desired, Places(desired).First());

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var (name, user) = (desired.Id.Title, (UserFinding)found);
        if (Comparison.WantsAbsence(desired))
        {
            yield return Run(["userdel", name]);
            yield break;
        }
        if (user.Account is null)
            yield return Run(["useradd", .. New(desired, user), name]);
        else if (Changed(desired, user, changes) is { IsEmpty: false } words)
            yield return Run(["usermod", .. words, name]);
        if (UserPassword.Set(desired, user.Account) is { } password)
            yield return password;
        if (user.Account is not null && user.LacksHome)
            yield return new MakeDirectory(user.Home, new(name, user.OwnGroup(desired), HomeMode));
        foreach (var step in user.Keys?.Steps(user.OwnGroup(desired)) ?? [])
            yield return step;
    }

    private static IEnumerable<Change> CompareGroups(CatalogResource desired, UserFinding found)
    {
        if (Missing(desired, found) is { IsEmpty: false })
            yield return new(Groups, found.Exists ? Wishes.List(found.Joined) : Value.Null, desired[Groups]);
    }

    private static IEnumerable<Change> CompareHome(UserFinding found)
    {
        if (found.Account is not null && found.LacksHome)
            yield return new("home directory", Value.Null, Value.From(found.Home));
    }

    private static ImmutableArray<string> New(CatalogResource desired, UserFinding found)
    {
        var isSystem = desired.Flag("system") == true;
        var words = ImmutableArray.CreateBuilder<string>();
        if (isSystem)
            words.Add("--system");
        words.Add(found.LacksHome ? "--create-home" : "--no-create-home");
        words.AddRange("--home-dir", found.Home, "--shell", desired.Text("shell") ?? (isSystem ? "/usr/sbin/nologin" : "/bin/bash"));
        if (desired.Number("uid") is { } uid)
            words.AddRange("--uid", uid);
        words.AddRange(found.FirstGroup is { } group ? (string[])["--gid", group] : ["--user-group"]);
        if (Missing(desired, found) is { IsEmpty: false } groups)
            words.AddRange("--groups", string.Join(',', groups));
        if (desired.Text("comment") is { } comment)
            words.AddRange("--comment", comment);
        return words.ToImmutable();
    }

    private static ImmutableArray<string> Changed(CatalogResource desired, UserFinding found, ImmutableArray<Change> changes)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        foreach (var change in changes)
        {
            words.AddRange(change.Property switch
            {
                "uid" => ["--uid", change.After.ToString()],
                "group" => ["--gid", change.After.ToString()],
                Groups => ["--append", "--groups", string.Join(',', Missing(desired, found))],
                "home" => ["--home", change.After.ToString()],
                "shell" => ["--shell", change.After.ToString()],
                "comment" => ["--comment", change.After.ToString()],
                // A new password brings its lock with it.
                UserPassword.Locked when UserPassword.Set(desired, found.Account) is null => [change.After == Value.True ? "--lock" : "--unlock"],
                _ => (string[])[],
            });
        }
        return words.ToImmutable();
    }

    private static ImmutableArray<string> Missing(CatalogResource desired, UserFinding found) =>
        [.. (desired.Texts(Groups) ?? []).Except(found.Joined, StringComparer.Ordinal)];

    private static RunCommand Run(ImmutableArray<string> words) => new(new(words));
}
