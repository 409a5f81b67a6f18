using System.Diagnostics;
using System.Globalization;

namespace Converge.Testing;

/// <summary>The PostgreSQL that is installed on this machine, for servers that tests start for themselves.</summary>
public static class LocalPostgres
{
    public const string User = "postgres";

    // Waits for the end of its input, which comes when the tests are no more.
    private const string Keep = """
        exec 3<&0
        "$@" 3<&- & server=$!
        { read -r _ <&3; kill -QUIT $server; } & reader=$!
        wait $server
        kill $reader
        """;

    /// <summary>Where its programs are, which Debian keeps out of PATH; null if there are none.</summary>
    public static string? Programs { get; } = FindPrograms();

    /// <summary>What a command begins with that must not run as root.</summary>
    public static string[] AsUser => Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups"] : [];

    /// <summary>How a server is started that ends with whoever started it, however that ends: when its standard input does.</summary>
    public static ProcessStartInfo Kept(params IEnumerable<string> server)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in new[] { "-c", Keep, "sh" }.Concat(server))
            start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>The process that other ones of a server come from.</summary>
    /// <param name="data">The folder of its data.</param>
    public static int Postmaster(string data) => int.Parse(File.ReadLines(Path.Combine(data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <exception cref="InvalidOperationException">The command failed.</exception>
    public static async Task CheckedAsync(params string[] command)
    {
        var run = await ProgramRun.Of(new ProgramRun.Start(command[0], command[1..]) { Folder = "/" });
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"'{string.Join(' ', command)}' failed: {run.Error}");
    }

    private static string? FindPrograms()
    {
        if (InstalledProgram.Find("initdb") is { } found)
            // A link leads to where the others are, too.
            return Path.GetDirectoryName(File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found);
        const string Debian = "/usr/lib/postgresql";
        return !Directory.Exists(Debian)
            ? null
            : Directory.GetDirectories(Debian).OrderByDescending(static version => double.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Select(static version => Path.Combine(version, "bin")).FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "initdb")));
    }
}
