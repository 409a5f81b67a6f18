using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Lab.Tests.Packaging;

public sealed class PackageTests(BuiltPackage built) : IClassFixture<BuiltPackage>
{
    private const long MostBytes = 15_000_000;

    // Without folders, but for the one that has a mode of its own.
    private static readonly string[] Known =
    [
        "-rw-r--r-- root/root ./etc/converge/agent.yaml",
        "-rw-r--r-- root/root ./etc/default/converge",
        "-rw-r--r-- root/root ./etc/default/converge-server",
        "-rw-r--r-- root/root ./lib/systemd/system/converge-agent.service",
        "-rw-r--r-- root/root ./lib/systemd/system/converge-server.service",
        "-rw-r--r-- root/root ./lib/systemd/system/converge.service",
        "-rw-r--r-- root/root ./lib/systemd/system/converge.timer",
        "-rwxr-xr-x root/root ./usr/bin/converge",
        "-rw-r--r-- root/root ./usr/share/bash-completion/completions/converge",
        "-rw-r--r-- root/root ./usr/share/doc/converge/THIRD-PARTY-NOTICES.gz",
        "-rw-r--r-- root/root ./usr/share/doc/converge/changelog.gz",
        "-rw-r--r-- root/root ./usr/share/doc/converge/copyright",
        "-rw-r--r-- root/root ./usr/share/fish/vendor_completions.d/converge.fish",
        "-rw-r--r-- root/root ./usr/share/lintian/overrides/converge",
        "-rw-r--r-- root/root ./usr/share/man/man8/converge.8.gz",
        "-rw-r--r-- root/root ./usr/share/zsh/vendor-completions/_converge",
        "drwx------ root/root ./var/lib/converge/",
    ];

    [ProgramFact("dotnet", "gcc", "objdump", "dpkg-deb")]
    public async Task Nothing_is_in_it_but_what_is_known()
    {
        var listing = (await ProgramRun.Of("dpkg-deb", "--contents", await built.Package)).Output;
        var entries = listing.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        entries.Where(static entry => entry[0] != "drwxr-xr-x").Select(static entry => $"{entry[0]} {entry[1]} {entry[^1]}").ShouldBe(Known);
    }

    [ProgramFact("dotnet", "gcc", "objdump", "dpkg-deb")]
    public async Task It_is_small() => new FileInfo(await built.Package).Length.ShouldBeLessThan(MostBytes);

    [ProgramFact("dotnet", "gcc", "objdump", "dpkg-deb")]
    public async Task Every_file_has_the_sum_that_dpkg_is_told()
    {
        var files = await built.Files;
        var run = await ProgramRun.Of(new ProgramRun.Start("md5sum", "--check", "--quiet", "DEBIAN/md5sums") { Folder = files.Path });
        run.ShouldBe(new ProgramRun(0, "", ""));
        (await File.ReadAllTextAsync(files["DEBIAN/conffiles"])).ShouldBe("/etc/default/converge\n/etc/default/converge-server\n/etc/converge/agent.yaml\n");
        (await File.ReadAllLinesAsync(files["DEBIAN/md5sums"])).Length.ShouldBe(Known.Count(static entry => entry[0] == '-') - 3);
    }

    [ProgramFact("dotnet", "gcc", "objdump", "dpkg-deb")]
    public async Task The_program_needs_the_C_library_and_no_variables()
    {
        var program = (await built.Files)["usr/bin/converge"];
        var version = await ProgramRun.Of("env", "--ignore-environment", program, "version");
        version.ShouldBe(new ProgramRun(0, (await ProgramRun.Of(Path.Combine(SourceTree.Root, "converge"), "version")).Output, ""));
        var needed = (await ProgramRun.Of("objdump", "--private-headers", program)).Output.Split('\n').Where(static line => line.Contains(" NEEDED ", StringComparison.Ordinal));
        needed.Select(static line => line.Split(' ')[^1]).ShouldBeSubsetOf(["libm.so.6", "libc.so.6", "ld-linux-x86-64.so.2"]);
    }

    [ProgramFact("dotnet", "gcc", "objdump", "dpkg-deb")]
    public async Task It_is_built_once()
    {
        var before = File.GetLastWriteTimeUtc(await built.Package);
        using var folder = new TemporaryFolder();
        var copy = await BuiltPackage.Build("--output", folder.Path);
        copy.Error.ShouldBe("");
        (await File.ReadAllBytesAsync(copy.Output.Trim())).ShouldBe(await File.ReadAllBytesAsync(await built.Package));
        File.GetLastWriteTimeUtc(await built.Package).ShouldBe(before);
    }

    [ProgramFact("dotnet", "gcc", "objdump", "dpkg-deb", "bash")]
    public async Task Bash_completes_with_what_the_program_says()
    {
        var files = await built.Files;
        const string Ask =
            """
            . "$1/usr/share/bash-completion/completions/converge"
            complete -p converge
            for line in 'converge wh' 'converge apply --format ' 'converge apply --format=j' 'converge render t'; do
                COMP_LINE=$line COMP_POINT=${#line}
                read -ra COMP_WORDS <<<"${line/=/ = }"
                _converge
                echo "$line: ${COMPREPLY[*]}"
            done
            """;
        var run = await ProgramRun.Of(new ProgramRun.Start("bash", "-c", Ask, "bash", files.Path)
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = $"{files["usr/bin"]}:/usr/bin:/bin" },
        });
        run.ShouldBe(new ProgramRun(0,
            """
            complete -o default -F _converge converge
            converge wh: why-run
            converge apply --format : text json
            converge apply --format=j: json
            converge render t: 

            """, ""));
    }
}
