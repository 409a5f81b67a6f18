using Converge.Linux.Machine;
using Converge.Plans;
using Converge.Resources.Machines;

namespace Converge.Linux.Guarding;

/// <summary>A guard whose timer runs.</summary>
internal sealed class ArmedGuard(LinuxMachine machine, string folder, GuardedPlaces places, GuardTimer timer, IReadOnlyList<IReachProbe> probes) : IArmedGuard
{
    private const string Confirmed = "confirmed";

    private string Decision => Path.Join(folder, "decided");

    /// <inheritdoc/>
    public async Task<string?> VerifyAsync(CancellationToken cancel)
    {
        foreach (var probe in probes)
        {
            if (await probe.AskAsync(cancel).ConfigureAwait(false) is { } problem)
                return problem;
        }
        return null;
    }

    /// <inheritdoc/>
    public async Task ConfirmAsync()
    {
        if (Directory.Exists(folder) && !IsDecided(Confirmed))
        {
            // What was done after the timer had put everything back must not stay either.
            await RestoreAsync().ConfigureAwait(false);
            throw new StepException("it is too late to confirm: what was there before is put back already");
        }
        await DisarmAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task RestoreAsync()
    {
        var command = new CommandSpec(["/bin/sh", $"{folder}/restore"]);
        var result = await machine.QueryAsync(command, CancellationToken.None).ConfigureAwait(false);
        machine.Forget();
        if (!result.Succeeded)
            throw new StepException($"not all could be put back: '{command}' ended with {result.ExitCode}", result.Output);
        // It says nothing and does nothing where a confirmation came first.
        if (new FileInfo(Decision).LinkTarget == Confirmed)
            throw new StepException("nothing was put back: the change is confirmed already");
        for (var i = 0; i < places.Paths.Count; i++)
            Verify(places.Paths[i], $"{folder}/files/{i}");
        await DisarmAsync().ConfigureAwait(false);
    }

    /// <summary>The link says what was decided, and can be made once.</summary>
    private bool IsDecided(string how)
    {
        try
        {
            File.CreateSymbolicLink(Decision, how);
            return true;
        }
        catch (IOException)
        {
            return new FileInfo(Decision).LinkTarget == how;
        }
    }

    private void Verify(string path, string copy)
    {
        var (now, then) = (machine.Files.Stat(path), machine.Files.Stat(copy));
        if (now?.Kind != then?.Kind || now?.Mode != then?.Mode || now?.Uid != then?.Uid || now?.Gid != then?.Gid)
            throw new StepException($"'{path}' was put back, but is not as it was");
        if (now?.Kind == FileKind.File && !machine.Files.Read(path)!.Value.Span.SequenceEqual(machine.Files.Read(copy)!.Value.Span))
            throw new StepException($"'{path}' was put back, but something else is in it");
    }

    private async Task DisarmAsync()
    {
        await timer.StopAsync().ConfigureAwait(false);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
