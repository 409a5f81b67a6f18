using Converge.Testing;

namespace Converge.Cli.Tests.CommandLines;

/// <summary>The program as built for these tests, or that of another folder, <c>CONVERGE_PROGRAM</c>; in a shell and a folder of its own.</summary>
internal static class BuiltProgram
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("CONVERGE_PROGRAM") is { Length: > 0 } other ? other : AppContext.BaseDirectory;

    public static string File => Path.Join(Folder, "converge");

    private static readonly TimeSpan UsualPatience = TimeSpan.FromMinutes(2);

    /// <summary>Runs shell lines, in which the program is called 'converge'.</summary>
    public static Task<ProgramRun> Shell(string script, string folder, string input = "", TimeSpan? patience = null) => ProgramRun.Of(new ProgramRun.Start("sh", "-c", script)
    {
        Folder = folder,
        Input = input,
        Patience = patience ?? UsualPatience,
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
