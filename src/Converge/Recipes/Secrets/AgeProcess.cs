using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Converge.Recipes.Secrets;

/// <summary>
/// The one place that starts age. Nothing secret is among its arguments or in its environment: what is encrypted comes by
/// its standard input, what is decrypted goes by its standard output.
/// </summary>
internal static class AgeProcess
{
    private const int LargestOutput = 4 << 20;
    private const int LongestError = 16 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // To start more than the machine has processors for only makes each of them wait.
    private static readonly SemaphoreSlim AtOnce = new(2 * Environment.ProcessorCount);

    public static async Task<AgeOutput> RunAsync(string name, string[] arguments, ReadOnlyMemory<byte> input, CancellationToken cancel)
    {
        if (FindProgram(name) is not { } program)
            return new(Problem: new($"the program '{name}' is not in PATH", "install age: the package 'age'"));
        await AtOnce.WaitAsync(cancel).ConfigureAwait(false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            return await RunAsync(new ProcessStartInfo(program, arguments), input, patience.Token).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            return new(Problem: new($"'{program}' cannot be started: {e.Message}"));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(Problem: new($"'{name}' did not end within {Patience.TotalSeconds} s"));
        }
        finally
        {
            AtOnce.Release();
        }
    }

    private static async Task<AgeOutput> RunAsync(ProcessStartInfo info, ReadOnlyMemory<byte> input, CancellationToken cancel)
    {
        info.UseShellExecute = false;
        (info.RedirectStandardInput, info.RedirectStandardOutput, info.RedirectStandardError) = (true, true, true);
        info.WorkingDirectory = "/";
        info.Environment.Clear();
        info.Environment["LC_ALL"] = "C";
        using var process = Process.Start(info)!;
        try
        {
            var output = ReadAsync(process.StandardOutput.BaseStream, LargestOutput, cancel);
            var error = ReadAsync(process.StandardError.BaseStream, LongestError, cancel);
            await FeedAsync(process.StandardInput.BaseStream, input, cancel).ConfigureAwait(false);
            var (bytes, isWhole) = await output.ConfigureAwait(false);
            var (complaint, _) = await error.ConfigureAwait(false);
            await process.WaitForExitAsync(cancel).ConfigureAwait(false);
            if (!isWhole)
                return new(Problem: new($"'{Path.GetFileName(info.FileName)}' gave more than {LargestOutput >> 20} MiB"));
            return process.ExitCode == 0 ? new(bytes) : new(Problem: new(Reason(Encoding.UTF8.GetString(complaint))));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static async Task FeedAsync(Stream stream, ReadOnlyMemory<byte> input, CancellationToken cancel)
    {
        try
        {
            await stream.WriteAsync(input, cancel).ConfigureAwait(false);
            stream.Close();
        }
        catch (IOException)
        {
            // It ended without having read all of it, and says why.
        }
    }

    /// <summary>What is behind the limit is read and dropped, so that the writer does not wait.</summary>
    private static async Task<(byte[] Bytes, bool IsWhole)> ReadAsync(Stream stream, int limit, CancellationToken cancel)
    {
        var (kept, length) = (new MemoryStream(), 0L);
        var buffer = new byte[8192];
        for (int count; (count = await stream.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0; length += count)
            kept.Write(buffer, 0, (int)Math.Min(count, limit - kept.Length));
        return (kept.ToArray(), length == kept.Length);
    }

    private static string Reason(string error)
    {
        const string Mark = ": error: ";
        var line = error.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "age gives no reason";
        var at = line.IndexOf(Mark, StringComparison.Ordinal);
        return at < 0 ? line : line[(at + Mark.Length)..];
    }

    /// <summary>Only in PATH: the current folder may be the tree of somebody else.</summary>
    private static string? FindProgram(string name)
    {
        const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
        {
            var program = Path.Combine(folder, name);
            if (folder.StartsWith('/') && File.Exists(program) && (new FileInfo(program).UnixFileMode & Executable) != 0)
                return program;
        }
        return null;
    }
}

/// <summary>What age printed, or why it did not.</summary>
internal sealed record AgeOutput(byte[]? Bytes = null, SecretProblem? Problem = null);
