using Converge.Catalogs;
using Converge.Resources;

namespace Converge.Linux.Resources.Users;

/// <summary>Where a user shows what becomes of it.</summary>
internal static class UserWatches
{
    public static IEnumerable<Watch> Of(CatalogResource desired, string home)
    {
        yield return new AccountsWatch();
        if (desired["ssh_keys"].IsNull)
            yield break;
        yield return new FileWatch(home);
        foreach (var place in new[] { ".ssh", ".ssh/authorized_keys", ".ssh/authorized_keys2" })
            yield return new FileWatch($"{home.TrimEnd('/')}/{place}");
    }
}
