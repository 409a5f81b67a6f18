using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Converge.Linux.Execution;
using Converge.Linux.Execution.Archives;
using Converge.Linux.Machine;
using Converge.Plans;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Execution;

public sealed class ArchiveStepsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LinuxMachine _machine = new();

    public ArchiveStepsTests() => Directory.CreateDirectory(_folder["in"]);

    public void Dispose()
    {
        _machine.Dispose();
        _folder.Dispose();
    }

    [RootProgramFact("tar", "xz", "zstd", "bzip2")]
    public async Task Each_kind_is_unpacked_and_takes_the_place_of_the_old_tree()
    {
        _folder.Write("in/top/deep/file", "hello");
        File.CreateSymbolicLink(_folder["in/top/link"], "deep/file");
        foreach (var (ending, option) in new[] { ("tar", "-c"), ("gz", "-cz"), ("xz", "-cJ"), ("bz2", "-cj"), ("zst", "--zstd") })
        {
            var archive = _folder[$"a.{ending}"];
            await Run("tar", option == "-c" || option.StartsWith("-c", StringComparison.Ordinal) ? option : "-c", "--zstd" == option ? option : "--owner=0", "-f", archive, "-C", _folder["in"], "top");
            Directory.CreateDirectory(_folder["out"]);
            _folder.Write("out/old", ending);
            await Unpack(archive, strip: 1);
            Files.ShouldBe(["deep/file", "link"], ending);
            File.ReadAllText(_folder["out/link"]).ShouldBe("hello");
        }
        Directory.GetFileSystemEntries(_folder.Path, ".*").ShouldBeEmpty();
    }

    [RootFact]
    public async Task A_zip_is_unpacked_with_modes_and_owners()
    {
        using (var zip = ZipFile.Open(_folder["a.zip"], ZipArchiveMode.Create))
        {
            var entry = zip.CreateEntry("bin/run");
            entry.ExternalAttributes = 0b1_000_110_111_111_111 << 16;
            using var content = entry.Open();
            content.Write("#!/bin/sh\n"u8);
        }
        await Unpack(_folder["a.zip"], owner: "65534");
        // Not writable for all, and not as somebody else.
        File.GetUnixFileMode(_folder["out/bin/run"]).ShouldBe((UnixFileMode)0b111_101_101);
        _machine.Files.Stat(_folder["out/bin/run"])!.Value.Uid.ShouldBe(65534u);
        _machine.Files.Stat(_folder["out"])!.Value.Uid.ShouldBe(65534u);
    }

    [RootFact]
    public async Task What_is_hostile_changes_nothing()
    {
        _folder.Write("out/old", "x");
        foreach (var (entry, message) in new (TarEntry, string)[]
        {
            (Entry(TarEntryType.RegularFile, "/etc/x"), "which would be outside"),
            (Entry(TarEntryType.RegularFile, "a/../../x"), "which would be outside"),
            (Entry(TarEntryType.SymbolicLink, "a", "/etc"), "leads outside"),
            (Entry(TarEntryType.SymbolicLink, "a/b", "../../x"), "leads outside"),
            (Entry(TarEntryType.SymbolicLink, "a", "b/../../x"), "leads outside"),
            (Entry(TarEntryType.HardLink, "a", "/etc/passwd"), "which would be outside"),
            (Entry(TarEntryType.HardLink, "a", "b"), "which is not in it"),
            (Entry(TarEntryType.CharacterDevice, "a"), "neither file, directory nor link"),
            (Entry(TarEntryType.Fifo, "a"), "neither file, directory nor link"),
        })
        {
            (await Failure(Tar(entry))).ShouldContain(message, Case.Sensitive, entry.Name);
            Files.ShouldBe(["old"]);
        }
        Directory.GetFileSystemEntries(_folder.Path, ".*").ShouldBeEmpty();
    }

    [RootFact]
    public async Task Nothing_is_written_through_a_link_of_the_archive()
    {
        _folder.Write("out/old", "x");
        // The directory is a real one first, and the link cannot take its place.
        (await Failure(Tar(Entry(TarEntryType.SymbolicLink, "a", "b"), Entry(TarEntryType.RegularFile, "a/x")))).ShouldContain("cannot be unpacked");
        Files.ShouldBe(["old"]);
    }

    [Fact]
    public void A_bomb_is_stopped()
    {
        var tree = new UnpackedTree(_folder["in"], 0, most: 1000);
        Should.Throw<StepException>(() => tree.AddFile("x", 0, new MemoryStream(new byte[1001]))).Message.ShouldContain("more than 1000 bytes");
    }

    [RootFact]
    public async Task What_is_damaged_or_another_one_changes_nothing()
    {
        _folder.Write("out/old", "x");
        (await Failure(_folder.Write("a.tar", "no archive at all, and long enough to be looked at"))).ShouldContain("cannot be unpacked");
        (await Failure(_folder["a.tar"], sha256: new string('0', 64))).ShouldContain("is another file than was meant");
        (await Failure(_folder["none"])).ShouldBe($"there is no '{_folder["none"]}'");
        Files.ShouldBe(["old"]);
    }

    private IEnumerable<string> Files => Directory.GetFiles(_folder["out"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder["out"], path)).Order(StringComparer.Ordinal);

    private static PaxTarEntry Entry(TarEntryType type, string name, string? target = null)
    {
        var entry = new PaxTarEntry(type, name);
        if (target is not null)
            entry.LinkName = target;
        if (type == TarEntryType.RegularFile)
            entry.DataStream = new MemoryStream("content"u8.ToArray());
        return entry;
    }

    private string Tar(params TarEntry[] entries)
    {
        using var file = File.Create(_folder["a.tar"]);
        using var writer = new TarWriter(file);
        foreach (var entry in entries)
            writer.WriteEntry(entry);
        return _folder["a.tar"];
    }

    private Task<StepResult> Unpack(string archive, int strip = 0, string owner = "0", string? sha256 = null)
    {
        sha256 ??= File.Exists(archive) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(archive))) : null;
        var step = new UnpackArchive(new(archive, sha256, IsSecret: false), _folder["out"], strip, owner, owner);
        return new ArchiveSteps(_machine, new(_machine)).UnpackAsync(step, new FileSteps(_machine, new NoContents()), CancellationToken.None);
    }

    private async Task<string> Failure(string archive, string? sha256 = null) => (await Should.ThrowAsync<StepException>(() => Unpack(archive, sha256: sha256))).Message;

    private async Task Run(params string[] words)
    {
        var result = await _machine.QueryAsync(new([.. words]), CancellationToken.None);
        result.ExitCode.ShouldBe(0, result.Output);
    }
}
