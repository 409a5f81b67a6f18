using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Converge.Linux.Resources.Mounts;

/// <summary>Options of which the kernel shows whether they are in force.</summary>
internal static class FlagOptions
{
    /// <summary>An option, the one that the kernel shows instead, and whether it is to be shown.</summary>
    private static readonly FrozenDictionary<string, (string Shown, bool IsShown)> Known = new Dictionary<string, (string, bool)>(StringComparer.Ordinal)
    {
        ["ro"] = ("ro", true),
        ["rw"] = ("ro", false),
        ["nosuid"] = ("nosuid", true),
        ["suid"] = ("nosuid", false),
        ["nodev"] = ("nodev", true),
        ["dev"] = ("nodev", false),
        ["noexec"] = ("noexec", true),
        ["exec"] = ("noexec", false),
        ["noatime"] = ("noatime", true),
        ["relatime"] = ("relatime", true),
        ["nodiratime"] = ("nodiratime", true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Those of the wished options that are not in force. What nobody wishes may be as it is.</summary>
    public static ImmutableArray<string> Missing(ImmutableArray<string> wanted, ImmutableArray<string> shown)
    {
        // The last one of those that contradict each other counts.
        var lasting = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in wanted)
        {
            if (Known.TryGetValue(option, out var known))
                lasting[known.Shown] = option;
        }
        return [.. wanted.Where(option => Known.TryGetValue(option, out var known) && lasting[known.Shown] == option && shown.Contains(known.Shown) != known.IsShown)];
    }
}
