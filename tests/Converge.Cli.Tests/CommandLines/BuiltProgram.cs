using Converge.Testing;

namespace Converge.Cli.Tests.CommandLines;

/// <summary>The program as built for these tests, or that of another folder, <c>CONVERGE_PROGRAM</c>; in a shell and a folder of its own.</summary>
internal static class BuiltProgram
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("CONVERGE_PROGRAM") is { Length: > 0 } other ? other : AppContext.BaseDirectory;

    public static string File => Path.Join(Folder, "converge");

    /// <summary>Runs shell lines, in which the program is called 'converge'.</summary>
    public static Task<ProgramRun> Shell(string script, string folder, string input = "") => ProgramRun.Of(new ProgramRun.Start("sh", "-c", script)
    {
        Folder = folder,
        Input = input,
        Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{Folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
            ["NO_COLOR"] = null,
            ["CONVERGE_UPDATE"] = null,
            ["TERM"] = "xterm",
            ["LC_ALL"] = "C.UTF-8",
        },
    });
}
