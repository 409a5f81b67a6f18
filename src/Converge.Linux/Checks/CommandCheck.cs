using System.Collections.Immutable;
using System.Globalization;
using Converge.Catalogs;
using Converge.Linux.Machine;
using Converge.Linux.Resources;

namespace Converge.Linux.Checks;

/// <summary><c>command</c>: a command ends well.</summary>
internal sealed class CommandCheck(LinuxMachine machine) : ICheck
{
    private const int MostShown = 200;

    public string Name => "command";

    public async Task<string?> AskAsync(CatalogCheck check, CancellationToken cancel)
    {
        var expected = CheckRunner.Text(check, "expect") is { } code ? int.Parse(code, CultureInfo.InvariantCulture) : 0;
        var result = await machine.QueryAsync(new(Words(check)) { User = CheckRunner.Text(check, "user"), Folder = "/" }, cancel).ConfigureAwait(false);
        if (result.ExitCode != expected)
            return $"'{check.Id.Title}' ended with {result.ExitCode} instead of {expected}{Said(result.Output)}";
        return CheckRunner.Text(check, "contains") is { } text && !result.Output.Contains(text, StringComparison.Ordinal)
            ? $"'{check.Id.Title}' does not say '{text}'{Said(result.Output)}"
            : null;
    }

    private static ImmutableArray<string> Words(CatalogCheck check) =>
        FileTraits.Words(check.Properties.TryGetValue("argv", out var argv) ? argv.Value : check.Properties["line"].Value);

    /// <summary>The last thing it said tells most.</summary>
    private static string Said(string output)
    {
        var line = output.TrimEnd().Split('\n')[^1].Trim();
        return line.Length == 0 ? "" : $": {(line.Length > MostShown ? $"{line[..MostShown]}…" : line)}";
    }
}
