using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Users;

/// <summary>The password of a user as <c>shadow</c> has it: a hash, behind a <c>!</c> if it is locked.</summary>
internal static class UserPassword
{
    public const string Hash = "password_hash";
    public const string Locked = "locked";

    /// <exception cref="UnreadableException">It may not be read.</exception>
    public static string? Obstacle(CatalogResource desired, UserAccount? account)
    {
        var isAsked = !desired[Hash].IsNull || !desired[Locked].IsNull;
        if (isAsked && account is { PasswordHash: null })
            throw new UnreadableException($"the password of '{account.Name}' may not be read");
        // It is a line of what a program reads for several users.
        if (Wanted(desired) is { } hash && (hash is not ['$', ..] || hash.AsSpan().ContainsAny(":\n\r\0 ")))
            return $"'{Hash}' is no hash of a password as /etc/shadow has it";
        return desired.Flag(Locked) == false && desired[Hash].IsNull && (account is null || (IsLocked(account) && Bare(account).Length == 0))
            ? $"there is no password to be unlocked: give '{Hash}', too"
            : null;
    }

    public static IEnumerable<Change> Compare(CatalogResource desired, UserAccount? account)
    {
        if (IsNew(desired, account))
            yield return new(Hash, Bare(account) is { Length: > 0 } old ? Value.Text(old, secret: true) : Value.Null, Value.Text(Wanted(desired)!, secret: true));
        if (desired.Flag(Locked) is { } locked && (account is null || locked != IsLocked(account)))
            yield return new(Locked, account is null ? Value.Null : Value.From(!locked), Value.From(locked));
    }

    /// <summary>Sets the hash, and with it the lock; null if the hash is as it should be.</summary>
    public static RunCommand? Set(CatalogResource desired, UserAccount? account)
    {
        if (!IsNew(desired, account))
            return null;
        var hash = Wanted(desired)!;
        // A lock that nobody speaks of stays; where there was no password, nobody has locked it.
        var locked = desired.Flag(Locked) ?? (account is not null && IsLocked(account) && Bare(account).Length > 0);
        return new(new(["chpasswd", "--encrypted"]) { Stdin = $"{desired.Id.Title}:{(locked ? "!" : "")}{hash}\n", Secrets = [hash] });
    }

    private static string? Wanted(CatalogResource desired) => desired[Hash] is { IsText: true } hash ? hash.Reveal() : null;

    private static bool IsNew(CatalogResource desired, UserAccount? account) => Wanted(desired) is { } wanted && wanted != Bare(account);

    /// <summary>Whether no password can be the right one.</summary>
    private static bool IsLocked(UserAccount account) => account.PasswordHash is ['!' or '*', ..] or "x";

    /// <summary>The hash alone; empty if there is none.</summary>
    private static string Bare(UserAccount? account) => account?.PasswordHash?.TrimStart('!') is { } hash and not ("x" or ['*', ..]) ? hash : "";
}
