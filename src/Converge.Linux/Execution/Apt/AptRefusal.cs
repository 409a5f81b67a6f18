using System.Collections.Immutable;
using Converge.Plans;

namespace Converge.Linux.Execution.Apt;

/// <summary>What apt would do to packages that nobody declared.</summary>
/// <param name="What">What would happen to them: <c>remove</c>.</param>
/// <param name="Hint">How somebody says that it may.</param>
internal sealed record AptRefusal(string What, ImmutableArray<string> Packages, string Hint, Func<AptOutlook, ImmutableArray<string>> Listed)
{
    // Each takes apt a moment: among many wishes, the one at fault is not looked for.
    private const int MostLooks = 12;

    /// <summary>Null if it does nothing of that kind.</summary>
    public static AptRefusal? Of(AptCall call, HashSet<string> held, AptOutlook outlook)
    {
        var removals = Names(call.Removals);
        var downgrades = Names(call.Installs.Where(static wish => wish.Downgrades));
        return Find("remove", static look => look.Removed, removals, "if that may go, declare it with 'absent: true'")
            ?? Find("downgrade", static look => look.Downgraded, downgrades, "if that may be older, declare its version")
            ?? Find("change in spite of its hold", static look => look.Held, held, "if that may change, declare it with 'hold: false'");

        AptRefusal? Find(string what, Func<AptOutlook, ImmutableArray<string>> listed, HashSet<string> wished, string hint)
        {
            var packages = listed(outlook).Where(name => !wished.Contains(name) && !wished.Contains(Bare(name))).ToImmutableArray();
            return packages.IsEmpty ? null : new(what, packages, hint, listed);
        }
    }

    /// <summary>The one wish that would do it alone; null if that cannot be told.</summary>
    public async Task<PackageWish?> FindCulpritAsync(AptCall call, AptTool apt, CancellationToken cancel)
    {
        if (call.Wishes is [var only])
            return only;
        if (call.Wishes.Length > MostLooks)
            return null;
        foreach (var wish in call.Wishes)
        {
            var alone = call with { Wishes = [wish] };
            var look = await apt.LookAsync(alone.Arguments(changesHeld: true), cancel).ConfigureAwait(false);
            if (Listed(AptOutlook.Of(look.Output)).Intersect(Packages, StringComparer.Ordinal).Any())
                return wish;
        }
        return null;
    }

    public string Describe(PackageWish? culprit)
    {
        var cause = culprit is null ? "the changes of packages together" : culprit.IsRemoval ? $"removing '{culprit.Name}'" : $"installing '{culprit.Name}'";
        return $"{cause} would {What} {string.Join(", ", Packages.Select(static name => $"'{name}'"))}, which nobody declared; {Hint}";
    }

    private static HashSet<string> Names(IEnumerable<PackageWish> wishes) => wishes.Select(static wish => wish.Name).SelectMany(static name => new[] { name, Bare(name) }).ToHashSet(StringComparer.Ordinal);

    // apt names the architecture where it is not the machine's own.
    private static string Bare(string name) => name.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? name[..colon] : name;
}
