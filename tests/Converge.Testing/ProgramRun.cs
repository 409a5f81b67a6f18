using System.Diagnostics;
using System.Text;

namespace Converge.Testing;

/// <summary>What a program said and how it ended.</summary>
public sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static Task<ProgramRun> Of(string program, params string[] arguments) => Of(new Start(program, arguments));

    public static async Task<ProgramRun> Of(Start start)
    {
        ArgumentNullException.ThrowIfNull(start);
        using var patience = new CancellationTokenSource(start.Patience);
        using var process = Process.Start(start.ToStartInfo())!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await Feed(process, start.Input).WaitAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            // What it left behind may keep them open, and a read that has begun does not end for a token.
            return new(process.ExitCode, await output.WaitAsync(patience.Token), await error.WaitAsync(patience.Token));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static async Task Feed(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program did not want all of its input.
        }
    }

    /// <summary>How a program is started. An environment variable set to null is removed.</summary>
    public sealed record Start(string Program, params string[] Arguments)
    {
        public string Input { get; init; } = "";

        public string? Folder { get; init; }

        public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

        public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

        internal ProcessStartInfo ToStartInfo()
        {
            var info = new ProcessStartInfo(Program, Arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardInputEncoding = Utf8,
                StandardOutputEncoding = Utf8,
                StandardErrorEncoding = Utf8,
                WorkingDirectory = Folder ?? "",
            };
            foreach (var (name, value) in Environment)
                info.Environment[name] = value;
            return info;
        }
    }
}
