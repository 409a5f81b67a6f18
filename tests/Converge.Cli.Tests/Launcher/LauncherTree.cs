using Converge.Testing;

namespace Converge.Cli.Tests.Launcher;

/// <summary>A small copy of the tree, with a 'dotnet' that is a script: it notes its calls and builds a program that prints its arguments.</summary>
internal sealed class LauncherTree : IDisposable
{
    private const string FakeDotnet = """
        #!/bin/sh
        here=$(dirname "$(readlink -f "$0")")
        echo "$*" >>"$here/calls"
        case $1 in
            --version) [ ! -e "$here/old" ] && echo 10.0.100 ;;
            --list-sdks) cat "$here/old" ;;
            build)
                [ -n "$HOME" ] && [ -w "$HOME" ] || exit 3
                [ ! -e "$here/hook" ] || . "$here/hook"
                program=$(dirname "$2")/../artifacts/bin/Converge.Cli/release/converge
                mkdir -p "$(dirname "$program")"
                cp "$here/program" "$program"
                ;;
        esac
        """;

    private const string Program = """
        #!/bin/sh
        printf '%s' "$DOTNET_ROOT"
        for argument; do printf '[%s]' "$argument"; done
        exit 7
        """;

    // What a launcher that is to run anywhere may ask for.
    private static readonly string[] Tools =
        ["awk", "cat", "chmod", "cp", "cut", "dirname", "find", "flock", "getent", "grep", "id", "mkdir", "mv", "readlink", "sed", "sh", "sleep", "tail", "touch"];

    private readonly TemporaryFolder _folder = new();

    public LauncherTree()
    {
        foreach (var file in new[] { "converge", "eng/build.sh" })
            Executable($"tree with space/{file}", File.ReadAllText(Path.Combine(SourceTree.Root, file)));
        foreach (var file in new[] { "src/Converge.Cli/Program.cs", "Directory.Build.props", "global.json", ".editorconfig" })
            _folder.Write($"tree with space/{file}", file);
        Executable("sdk/dotnet", FakeDotnet);
        Executable("sdk/program", Program);
        Directory.CreateDirectory(_folder["sdk/host/fxr"]);
        Directory.CreateDirectory(_folder["tools"]);
        Directory.CreateDirectory(_folder["home"]);
        foreach (var tool in Tools)
            File.CreateSymbolicLink(_folder[$"tools/{tool}"], InstalledProgram.Find(tool) ?? throw new FileNotFoundException($"no '{tool}' in PATH"));
        File.CreateSymbolicLink(_folder["tools/dotnet"], _folder["sdk/dotnet"]);
    }

    public string Root => _folder["tree with space"];

    public string Sdk => _folder["sdk"];

    public string Launcher => Path.Combine(Root, "converge");

    public int Builds => File.Exists(_folder["sdk/calls"]) ? File.ReadLines(_folder["sdk/calls"]).Count(call => call.StartsWith("build ", StringComparison.Ordinal)) : 0;

    public string this[string path] => _folder[path];

    public Task<ProgramRun> Run(params string[] arguments) => Run(Launcher, arguments);

    public Task<ProgramRun> Run(string launcher, string[] arguments, string? folder = null, string? home = "home") => ProgramRun.Of(
        new ProgramRun.Start(launcher, arguments)
        {
            Folder = folder,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["PATH"] = _folder["tools"],
                ["HOME"] = home is null ? null : _folder[home],
                ["DOTNET_ROOT"] = null,
            },
        });

    /// <summary>Shell that the next builds run.</summary>
    public void OnBuild(string script) => _folder.Write("sdk/hook", script);

    public void NoSdk() => File.Delete(_folder["tools/dotnet"]);

    public void OldSdk() => _folder.Write("sdk/old", "8.0.404 [/usr/share/dotnet/sdk]\n");

    /// <summary>All files below the tree with the time of their last change.</summary>
    public string[] Snapshot() => [.. Directory.GetFileSystemEntries(Root, "*", SearchOption.AllDirectories).Select(p => $"{p} {File.GetLastWriteTimeUtc(p):O}").Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    private void Executable(string name, string content) => File.SetUnixFileMode(_folder.Write(name, content), (UnixFileMode)0b111_101_101);
}
