using System.Collections.Immutable;
using System.Diagnostics;
using Converge.Linux.Machine;
using Converge.Linux.Machine.Apt;
using Converge.Plans;
using Converge.Resources.Machines;

namespace Converge.Linux.Execution.Apt;

/// <summary>Starts apt-get and dpkg so that nothing asks anybody, and waits until nobody else is at it.</summary>
/// <param name="environment">For tests: another tree than that of the machine.</param>
/// <param name="progress">Is told why something takes long.</param>
internal sealed class AptTool(LinuxMachine machine, ImmutableSortedDictionary<string, string> environment, Action<string>? progress, TimeSpan patience)
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly ImmutableSortedDictionary<string, string> Silent = ImmutableSortedDictionary<string, string>.Empty
        .WithComparers(StringComparer.Ordinal)
        .Add("DEBIAN_FRONTEND", "noninteractive")
        .Add("DEBIAN_PRIORITY", "critical")
        .Add("DEBCONF_NONINTERACTIVE_SEEN", "true")
        .Add("APT_LISTCHANGES_FRONTEND", "none")
        .Add("APT_LISTBUGS_FRONTEND", "none")
        .Add("NEEDRESTART_SUSPEND", "1")
        .Add("NEEDRESTART_MODE", "l")
        .Add("UCF_FORCE_CONFFOLD", "1");

    // A file that somebody changed stays; else the new one is taken. Nothing goes that is not asked to.
    private static readonly ImmutableArray<string> Options =
    [
        "-y", "-q",
        "-o", "Dpkg::Options::=--force-confdef",
        "-o", "Dpkg::Options::=--force-confold",
        "-o", "Dpkg::Use-Pty=0",
        "-o", "DPkg::Lock::Timeout=30",
        "-o", "APT::Get::AutomaticRemove=false",
    ];

    /// <summary>What apt-get says that it would do, and nothing is done.</summary>
    public Task<CommandResult> LookAsync(ImmutableArray<string> arguments, CancellationToken cancel) =>
        RunAsync(["apt-get", .. Options, "--simulate", .. arguments], "", LongestLook, cancel);

    /// <summary>Has apt-get change something. Once it has begun it is not broken off: half an installation is worse than a late one.</summary>
    public async Task<CommandResult> ChangeAsync(ImmutableArray<string> arguments, CancellationToken cancel)
    {
        await WaitAsync(PackageLock.Installing, cancel).ConfigureAwait(false);
        return await RunAsync(["apt-get", .. Options, .. arguments], "", LongestRun, CancellationToken.None).ConfigureAwait(false);
    }

    public async Task<CommandResult> UpdateAsync(ImmutableArray<string> arguments, CancellationToken cancel)
    {
        await WaitAsync(PackageLock.Updating, cancel).ConfigureAwait(false);
        return await RunAsync(["apt-get", .. Options, .. arguments], "", LongestRun, cancel).ConfigureAwait(false);
    }

    public async Task<CommandResult> DpkgAsync(ImmutableArray<string> arguments, string input, CancellationToken cancel)
    {
        await WaitAsync(PackageLock.Installing, cancel).ConfigureAwait(false);
        return await RunAsync(["dpkg", "--force-confdef", "--force-confold", .. arguments], input, LongestRun, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<CommandResult> RunAsync(ImmutableArray<string> argv, string input, TimeSpan timeout, CancellationToken cancel)
    {
        var command = new CommandSpec(argv) { Environment = Silent.SetItems(environment), Stdin = input, Timeout = timeout };
        var result = await machine.QueryAsync(command, cancel).ConfigureAwait(false);
        if (result.TimedOut)
            throw new StepException($"'{argv[0]}' took longer than {timeout.TotalMinutes:0} minutes and was ended; 'dpkg --configure -a' may have to bring to its end what it began", result.Output);
        return result;
    }

    /// <summary>apt would wait, too, but says so only to those who see what it prints.</summary>
    private async Task WaitAsync(PackageLock wanted, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        string? told = null;
        while (wanted.FindHolder(machine.LinuxFiles) is { } holder)
        {
            if (clock.Elapsed >= patience)
                throw new StepException($"{holder} is changing {wanted.What} and did not end in {patience.TotalSeconds:0} seconds");
            if (told != holder)
                progress?.Invoke($"waiting for {holder}, which is changing {wanted.What}");
            told = holder;
            await Task.Delay(Pause, cancel).ConfigureAwait(false);
        }
    }
}
