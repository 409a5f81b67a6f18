using System.Collections.Immutable;
using Converge.Linux.Machine;
using Converge.Linux.Machine.Files;
using Converge.Plans;
using Converge.Resources.Machines;

namespace Converge.Linux.Execution;

/// <summary>
/// Asks a command whether new content is good. In a mount namespace of its own the command sees it under its real name, so
/// that what includes it, and what it includes, is found; elsewhere under the name of its draft.
/// </summary>
internal sealed class FileApproval(LinuxMachine machine)
{
    private const string Placeholder = "{{ path }}";
    private const string Unshare = "/usr/bin/unshare";

    // The exit code of no validator known.
    private const int CannotMount = 231;

    private const string Script = "mount --bind -- \"$1\" \"$2\" || exit 231; shift 2; exec \"$@\"";

    // Not where containers forbid it; asked once.
    private bool? _canMount;

    /// <returns>What the command said.</returns>
    /// <exception cref="StepException">It does not approve.</exception>
    public async Task<string> AskAsync(WriteFile step, FileDraft draft, CancellationToken cancel)
    {
        if (_canMount != false && LibC.EffectiveUser() == 0 && machine.Files.Stat(step.Path) is { Kind: FileKind.File })
        {
            var result = await RunAsync(step, [Unshare, "--mount", "--propagation", "private", "--", "/bin/sh", "-c", Script, "sh", draft.Path, step.Path, .. Words(step, step.Path)], cancel).ConfigureAwait(false);
            _canMount ??= result.ExitCode is not CannotMount and not 127 && !result.Output.StartsWith("unshare:", StringComparison.Ordinal);
            if (_canMount == true)
                return Judge(step, step.Path, result);
        }
        return Judge(step, draft.Path, await RunAsync(step, Words(step, draft.Path), cancel).ConfigureAwait(false));
    }

    private static ImmutableArray<string> Words(WriteFile step, string path) =>
        [.. step.Validate.Select(word => word.Replace(Placeholder, path, StringComparison.Ordinal))];

    private ValueTask<CommandResult> RunAsync(WriteFile step, ImmutableArray<string> argv, CancellationToken cancel) =>
        machine.QueryAsync(new(argv) { Timeout = TimeSpan.FromMinutes(1) }, cancel);

    private static string Judge(WriteFile step, string path, CommandResult result)
    {
        // A validator shows the line that it does not like.
        var output = step.Content.IsSecret ? "" : result.Output.Replace(path, step.Path, StringComparison.Ordinal);
        var command = string.Join(' ', Words(step, step.Path));
        if (result.TimedOut)
            throw new StepException($"'{step.Path}' was not written: '{command}' did not end in time", output);
        return result.Succeeded ? output : throw new StepException($"'{step.Path}' was not written: '{command}' does not approve of it (exit code {result.ExitCode})", output);
    }
}
