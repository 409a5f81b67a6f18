using System.Collections.Immutable;
using Converge.Linux.Execution.Apt;
using Converge.Linux.Machine;
using Converge.Linux.Machine.Apt;
using Converge.Linux.Machine.Apt.Lists;
using Converge.Plans;
using Converge.Resources.Machines;

namespace Converge.Linux.Execution;

/// <summary>
/// Has apt and dpkg change what is installed. Nothing goes, gets older or is changed in spite of a hold that no wish
/// asks for: where no wish of a step does, apt itself refuses it; else what it would do is looked at before.
/// </summary>
/// <param name="progress">Is told for whom it waits.</param>
/// <param name="environment">For tests: variables by which apt and dpkg find another tree than that of the machine.</param>
/// <param name="patience">How long somebody else may be at it; null for as long as an upgrade may take.</param>
internal sealed class PackageSteps(
    LinuxMachine machine,
    Action<string>? progress = null,
    ImmutableSortedDictionary<string, string>? environment = null,
    TimeSpan? patience = null)
{
    private readonly AptTool _apt = new(machine, environment ?? ImmutableSortedDictionary<string, string>.Empty, progress, patience ?? TimeSpan.FromMinutes(10));
    private bool _isUpdated;

    public async Task<StepResult> ChangeAsync(ChangePackages step, CancellationToken cancel)
    {
        var output = new List<string>();
        if (!step.Repairs && machine.Packages.Interrupted is { } broken)
            throw new StepException(broken);
        if (step.Repairs)
            output.Add(await DpkgAsync(["--configure", "-a"], "", cancel).ConfigureAwait(false));
        if (step.UpdatesLists && !_isUpdated)
            output.Add((await UpdateAsync(new(Source: null), cancel).ConfigureAwait(false)).Output);
        var wishes = step.Packages.Select(Resolve).OfType<PackageWish>().ToList();
        var held = wishes.Select(static wish => wish.Name).Where(name => machine.Packages.Find(name) is { IsHeld: true }).ToHashSet(StringComparer.Ordinal);
        try
        {
            foreach (var call in AptCall.Of(wishes))
                output.Add(await ChangeAsync(call, held, cancel).ConfigureAwait(false));
        }
        catch (StepException)
        {
            _ = await SelectAsync([], held).ConfigureAwait(false);
            throw;
        }
        output.Add(await SelectAsync(wishes, held).ConfigureAwait(false) ?? "");
        return new() { Output = string.Concat(output) };
    }

    public async Task<StepResult> UpdateAsync(UpdatePackageLists step, CancellationToken cancel)
    {
        // Else a source that does not answer is passed over, and what it offers is not known.
        ImmutableArray<string> arguments = ["--error-on=any", "update"];
        if (step.Source is { } source)
            arguments = [.. arguments, "-o", $"Dir::Etc::sourcelist={source}", "-o", "Dir::Etc::sourceparts=-", "-o", "APT::Get::List-Cleanup=0"];
        var result = await _apt.UpdateAsync(arguments, cancel).ConfigureAwait(false);
        if (!result.Succeeded)
            throw AptFailure.Of(result.Output);
        if (step.Source is null)
        {
            _isUpdated = true;
            // apt leaves no trace if nothing is new.
            Directory.SetLastWriteTimeUtc(machine.LinuxFiles.PathOf(AptLists.Folder), DateTime.UtcNow);
        }
        machine.ForgetPackageLists();
        return new() { Output = result.Output };
    }

    /// <summary>The wish with a version that apt knows; null if that is there already.</summary>
    private PackageWish? Resolve(PackageWish wish)
    {
        if (wish.Range is not { } range)
            return wish;
        var installed = machine.Packages.Find(wish.Name) is { IsInstalled: true, Version: var version } ? version : null;
        var available = machine.Packages.Available(wish.Name, wish.Release);
        var target = range == "latest" ? (available is [var candidate, ..] ? candidate : null) : VersionRange.Of(range).Newest(available);
        if (target is null)
            throw new StepException($"there is no version {UnknownPackage.Describe(wish.Name, range, wish.Release, machine.Packages)}, also after an update of its lists");
        return target == installed ? null : wish with { Version = target, Range = null, Downgrades = installed is not null && DebianVersion.Compare(target, installed) < 0 };
    }

    private async Task<string> ChangeAsync(AptCall call, HashSet<string> held, CancellationToken cancel)
    {
        var changesHeld = call.Wishes.Any(wish => held.Contains(wish.Name));
        var arguments = call.Arguments(changesHeld);
        if (call.NeedsLook(changesHeld))
        {
            var look = await _apt.LookAsync(arguments, cancel).ConfigureAwait(false);
            await CheckAsync(call, held, look, cancel).ConfigureAwait(false);
        }
        var result = await _apt.ChangeAsync(arguments, cancel).ConfigureAwait(false);
        await CheckAsync(call, held, result, cancel).ConfigureAwait(false);
        // It cannot purge some of what it removes; what is left of those has nothing that depends on it.
        var leftovers = call.Purges ? [] : call.Removals.Where(static wish => wish.Verb == PackageVerb.Purge).Select(static wish => wish.Name).ToArray();
        return leftovers.Length == 0 ? result.Output : result.Output + await DpkgAsync(["--purge", .. leftovers], "", cancel).ConfigureAwait(false);
    }

    /// <summary>What apt would do and nobody declared is told even if it would succeed.</summary>
    private async Task CheckAsync(AptCall call, HashSet<string> held, CommandResult result, CancellationToken cancel)
    {
        if (AptRefusal.Of(call, held, AptOutlook.Of(result.Output)) is { } refusal)
            throw new StepException(refusal.Describe(await refusal.FindCulpritAsync(call, _apt, cancel).ConfigureAwait(false)), result.Output);
        if (!result.Succeeded)
            throw AptFailure.Of(result.Output);
    }

    /// <summary>Sets and takes away holds. dpkg forgets that of a package when its version changes.</summary>
    private async Task<string?> SelectAsync(IEnumerable<PackageWish> wishes, HashSet<string> held)
    {
        var selections = held.Where(name => machine.Packages.Find(name) is not null).ToDictionary(static name => name, static _ => "hold", StringComparer.Ordinal);
        foreach (var wish in wishes)
        {
            if (wish.IsRemoval)
                selections.Remove(wish.Name);
            else if (wish.Verb is PackageVerb.Hold or PackageVerb.Unhold)
                selections[wish.Name] = wish.Verb == PackageVerb.Hold ? "hold" : "install";
        }
        return selections.Count == 0
            ? null
            : await DpkgAsync(["--set-selections"], string.Concat(selections.Select(static selection => $"{selection.Key} {selection.Value}\n")), CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<string> DpkgAsync(ImmutableArray<string> arguments, string input, CancellationToken cancel)
    {
        var result = await _apt.DpkgAsync(arguments, input, cancel).ConfigureAwait(false);
        return result.Succeeded ? result.Output : throw AptFailure.Of(result.Output);
    }
}
