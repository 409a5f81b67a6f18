using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Converge.Recipes.Trees;

/// <summary>
/// The one place that starts git. A repository may come from anybody: nothing in its configuration makes git run another
/// program or reach for the network, and nothing in the environment makes it another repository.
/// </summary>
internal sealed class GitProcess : IDisposable
{
    private const int LongestError = 16 * 1024;

    private static readonly string[] Always =
    [
        "--no-pager", "--no-replace-objects", "--literal-pathspecs",
        "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.warnAmbiguousRefs=true",
    ];

    /// <summary>They name the configuration of the user, who may trust a repository there, and not another repository.</summary>
    private static readonly string[] Kept = ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"];

    private readonly Process _process;
    private readonly Task<string> _error;

    private GitProcess(Process process)
    {
        _process = process;
        // It waits as long as the process lives, which must not keep a thread of the pool from others.
        _error = Task.Factory.StartNew(() => ReadText(process.StandardError.BaseStream, LongestError), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <param name="variables">Set for this call alone, such as what lets it reach another repository.</param>
    public static bool TryStart(
        string folder, string[] arguments, [NotNullWhen(true)] out GitProcess? started, [NotNullWhen(false)] out GitProblem? problem, IReadOnlyDictionary<string, string>? variables = null)
    {
        (started, problem) = (null, null);
        if (FindProgram() is not { } program)
        {
            problem = new("the program 'git' is not in PATH", "install the package 'git'");
            return false;
        }
        try
        {
            var info = StartInfo(program, folder, arguments);
            foreach (var (name, value) in variables ?? ImmutableDictionary<string, string>.Empty)
                info.Environment[name] = value;
            started = new(Process.Start(info)!);
            return true;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            problem = new($"'{program}' cannot be started: {e.Message}");
            return false;
        }
    }

    /// <summary>Runs git to its end. No problem is reported for an exit code; that is for the caller to judge.</summary>
    /// <param name="cancel">It is killed then, with what it has started.</param>
    public static bool TryRun(string folder, string[] arguments, out GitOutput output, [NotNullWhen(false)] out GitProblem? problem, IReadOnlyDictionary<string, string>? variables = null, CancellationToken cancel = default)
    {
        output = default;
        if (!TryStart(folder, arguments, out var git, out problem, variables))
            return false;
        using (git)
        using (cancel.Register(() => git.Kill(withChildren: true)))
        {
            git.Input.Close();
            var text = ReadText(git.Output, int.MaxValue);
            output = new(git.WaitForExit(), text, git.WaitForError());
        }
        return true;
    }

    public int WaitForExit()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>What it printed to its standard error until it ended.</summary>
    public string WaitForError() => _error.GetAwaiter().GetResult();

    public void Kill() => Kill(withChildren: false);

    private void Kill(bool withChildren)
    {
        try
        {
            if (!_process.HasExited)
                _process.Kill(withChildren);
        }
        catch (Exception e) when (e is InvalidOperationException or AggregateException or Win32Exception)
        {
            // It ended at this moment.
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    /// <summary>Only in PATH: the platform would also take a file 'git' in the current folder, which may be the tree of somebody else.</summary>
    private static string? FindProgram()
    {
        const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
        {
            var program = Path.Combine(folder, "git");
            if (folder.StartsWith('/') && File.Exists(program) && (new FileInfo(program).UnixFileMode & Executable) != 0)
                return program;
        }
        return null;
    }

    private static ProcessStartInfo StartInfo(string program, string folder, string[] arguments)
    {
        var info = new ProcessStartInfo(program, [.. Always, "-C", Path.GetFullPath(folder), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var name in info.Environment.Keys.Where(static n => n.StartsWith("GIT_", StringComparison.Ordinal)).Except(Kept).ToArray())
            info.Environment.Remove(name);
        info.Environment["LC_ALL"] = "C";
        info.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        info.Environment["GIT_TERMINAL_PROMPT"] = "0";
        // An object that a partial clone lacks would be fetched with whatever program the configuration names.
        info.Environment["GIT_NO_LAZY_FETCH"] = "1";
        info.Environment["GIT_ALLOW_PROTOCOL"] = "none";
        return info;
    }

    /// <summary>All of a stream; what is behind the limit is read and dropped, so that the writer does not wait.</summary>
    private static string ReadText(Stream stream, int limit)
    {
        var text = new MemoryStream();
        var buffer = new byte[8192];
        for (int count; (count = stream.Read(buffer)) > 0;)
            text.Write(buffer, 0, (int)Math.Min(count, limit - text.Length));
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}

/// <summary>What git printed, and how it ended.</summary>
internal readonly record struct GitOutput(int ExitCode, string Text, string Error);
