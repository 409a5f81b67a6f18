using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Processes;

/// <summary>
/// The one place where a process is started. There is no shell; the environment is a small one of its own and not that of
/// this program, so that a command does the same from a terminal and from the agent.
/// </summary>
/// <param name="accounts">For users by name.</param>
public sealed class ProcessRunner(IAccounts accounts)
{
    private const int NoProgram = 127;
    private const int NotRunnable = 126;
    private const string ChangeUser = "/usr/bin/setpriv";

    private static readonly ImmutableSortedDictionary<string, string> Usual = ImmutableSortedDictionary<string, string>.Empty
        .WithComparers(StringComparer.Ordinal)
        .Add("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        .Add("LANG", "C.UTF-8");

    /// <summary>Runs a command to its end; what it cannot be run for is in the result, too.</summary>
    /// <exception cref="OperationCanceledException">It was, and the command and its group were killed.</exception>
    public Task<CommandResult> RunAsync(CommandSpec command, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(command);
        // A thread of its own: those of the pool are too few to wait.
        return Task.Factory.StartNew(() => Run(command, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>All that a program says; null if it does not succeed.</summary>
    internal static byte[]? Capture(ImmutableArray<string> argv, int limit)
    {
        var spec = new CommandSpec(argv) { SeparatesErrors = true, OutputLimit = limit };
        using var process = Start(spec, new(argv[0], argv, Usual, Folder: null), out _);
        return process is not null && process.Wait(spec.Timeout) == 0 && process.OutputText.IsWhole ? process.OutputText.ToArray() : null;
    }

    private CommandResult Run(CommandSpec command, CancellationToken cancel)
    {
        if (command.Argv.IsDefaultOrEmpty || command.Argv.Any(static word => word.Contains('\0', StringComparison.Ordinal)))
            return new(NotRunnable, "the command is empty, or a word of it has a null character");
        if (command.Folder is { } folder && !Directory.Exists(folder))
            return new(NotRunnable, $"there is no directory '{folder}' to run '{command.Argv[0]}' in");
        if (Prepare(command, out var problem) is not { } start)
            return problem!;
        using var process = command.Umask is { } mask ? Start(command, start, mask, out var error) : Start(command, start, out error);
        if (process is null)
            return new(error == LibC.NoEntry ? NoProgram : NotRunnable, $"'{start.Path}' cannot be run: {LibC.Describe(error)}");
        using (cancel.Register(() => process.End(Posix.Kill)))
        {
            var code = process.Wait(command.Timeout);
            cancel.ThrowIfCancellationRequested();
            return new(code, process.OutputText.ToString()) { Errors = process.ErrorText.ToString(), TimedOut = process.TimedOut };
        }
    }

    /// <summary>
    /// A command begins with the umask of the thread that starts it. That is a thread which does nothing else: what runs
    /// after this in the same one, and threads that it makes, would have the umask, too.
    /// </summary>
    private static RunningProcess? Start(CommandSpec command, ProcessStart start, int umask, out int error)
    {
        RunningProcess? process = null;
        var problem = 0;
        var thread = new Thread(() =>
        {
            if (Posix.Unshare(Posix.FileSystemTraits) < 0)
            {
                problem = Posix.LastError;
                return;
            }
            _ = Posix.SetUmask((uint)umask);
            process = Start(command, start, out problem);
        });
        thread.Start();
        thread.Join();
        error = problem;
        return process;
    }

    private ProcessStart? Prepare(CommandSpec command, out CommandResult? problem)
    {
        var self = LibC.EffectiveUser();
        var user = accounts.FindUser(command.User ?? accounts.UserName(self));
        problem = null;
        if (command.User is not null && user is null)
        {
            problem = new(NotRunnable, $"there is no user '{command.User}' to run '{command.Argv[0]}' as");
            return null;
        }
        var environment = user is null
            ? Usual
            : Usual.Add("HOME", user.Home).Add("USER", user.Name).Add("LOGNAME", user.Name).Add("SHELL", user.Shell.Length > 0 ? user.Shell : "/bin/sh");
        environment = environment.SetItems(command.Environment);
        var argv = command.Argv;
        if (FindProgram(argv[0], environment["PATH"]) is not { } path)
        {
            problem = new(NoProgram, $"there is no program '{argv[0]}' in {environment["PATH"]}");
            return null;
        }
        if (user is not null && user.Uid != self)
            (path, argv) = (ChangeUser, [ChangeUser, "--reuid", Number(user.Uid), "--regid", Number(user.Gid), "--init-groups", "--", .. argv]);
        return new(path, argv, environment, command.Folder);
    }

    private static string Number(uint id) => id.ToString(CultureInfo.InvariantCulture);

    // With a slash it is a path, which starts at the folder of the command.
    private static string? FindProgram(string name, string folders) => name.Contains('/', StringComparison.Ordinal)
        ? name
        : folders.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Join(folder, name)).FirstOrDefault(File.Exists);

    private static unsafe RunningProcess? Start(CommandSpec command, ProcessStart start, out int error)
    {
        Span<int> ends = [-1, -1, -1, -1, -1, -1];
        var hasInput = command.Stdin is not null;
        fixed (int* e = ends)
        {
            // The ends of this program do not block; those of the command do, as everything expects.
            error = Pipe(e, readEnd: true) ?? (command.SeparatesErrors ? Pipe(e + 2, readEnd: true) : null) ?? (hasInput ? Pipe(e + 4, readEnd: false) : null) ?? 0;
        }
        var nothing = hasInput ? -1 : Posix.Open("/dev/null", Posix.ReadWrite | Posix.CloseOnExec);
        var id = 0;
        if (error == 0)
            error = start.Spawn([hasInput ? ends[4] : nothing, ends[1], command.SeparatesErrors ? ends[3] : ends[1]], out id);
        foreach (var end in new[] { ends[1], ends[3], ends[4], nothing })
            Close(end);
        if (error == 0)
            return new(id, ends[0], ends[2], ends[5], Encoding.UTF8.GetBytes(command.Stdin ?? ""), command.OutputLimit);
        foreach (var end in new[] { ends[0], ends[2], ends[5] })
            Close(end);
        return null;
    }

    private static unsafe int? Pipe(int* ends, bool readEnd)
    {
        const int SetFlags = 4;
        if (Posix.Pipe(ends, Posix.CloseOnExec) < 0 || Posix.Control(ends[readEnd ? 0 : 1], SetFlags, Posix.NonBlocking) < 0)
            return Posix.LastError;
        return null;
    }

    private static void Close(int descriptor)
    {
        if (descriptor >= 0)
            _ = LibC.Close(descriptor);
    }
}
