using System.Diagnostics;
using System.Text;

namespace Converge.Lab;

/// <summary>How a command ended, and what it said.</summary>
public sealed record Ran(int ExitCode, string Output, string Error);

/// <summary>The one place where a lab starts programs.</summary>
public static class LabProcess
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static Task<Ran> RunAsync(IReadOnlyList<string> command, string input, CancellationToken cancel) =>
        RunAsync(command, async (stream, token) => await stream.WriteAsync(Utf8.GetBytes(input), token).ConfigureAwait(false), null, cancel);

    /// <param name="feed">Writes what the command reads.</param>
    /// <param name="tell">Is told each line of output when it comes; the result has them all, too.</param>
    public static async Task<Ran> RunAsync(IReadOnlyList<string> command, Func<Stream, CancellationToken, Task>? feed, Action<string>? tell, CancellationToken cancel)
    {
        using var process = Start(command);
        try
        {
            var error = process.StandardError.ReadToEndAsync(cancel);
            var output = tell is null ? process.StandardOutput.ReadToEndAsync(cancel) : ReadLinesAsync(process.StandardOutput, tell, cancel);
            await FeedAsync(process, feed, cancel).ConfigureAwait(false);
            await process.WaitForExitAsync(cancel).ConfigureAwait(false);
            return new(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>With pipes for all three streams.</summary>
    public static Process Start(IReadOnlyList<string> command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var info = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
        };
        try
        {
            return Process.Start(info)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new LabException($"cannot run '{command[0]}': {e.Message}", null, e);
        }
    }

    private static async Task<string> ReadLinesAsync(StreamReader reader, Action<string> tell, CancellationToken cancel)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(cancel).ConfigureAwait(false) is { } line)
        {
            text.Append(line).Append('\n');
            tell(line);
        }
        return text.ToString();
    }

    private static async Task FeedAsync(Process process, Func<Stream, CancellationToken, Task>? feed, CancellationToken cancel)
    {
        try
        {
            if (feed is not null)
                await feed(process.StandardInput.BaseStream, cancel).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It did not want all of its input; how it ended tells whether that matters.
        }
    }
}
