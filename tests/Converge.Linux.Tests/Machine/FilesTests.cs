using System.Text;
using Converge.Linux.Machine.Files;
using Converge.Resources.Machines;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Machine;

public class FilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LinuxFiles _files;

    public FilesTests() => _files = new(_folder.Path);

    public void Dispose()
    {
        _files.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_file_has_its_status_and_its_bytes()
    {
        var path = _folder.Write("etc/motd", "hello\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.SetGroup);
        File.SetLastWriteTimeUtc(path, new DateTime(2024, 2, 29, 1, 2, 3, 456, DateTimeKind.Utc));
        var status = _files.Stat("/etc/motd")!.Value;
        status.Kind.ShouldBe(FileKind.File);
        Convert.ToString(status.Mode, 8).ShouldBe("2640");
        status.Size.ShouldBe(6);
        status.Modified.ShouldBe(new DateTimeOffset(2024, 2, 29, 1, 2, 3, 456, TimeSpan.Zero));
        Text("/etc/motd").ShouldBe("hello\n");
        Text("//etc/./motd").ShouldBe("hello\n");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(200_000)]
    public void A_file_holds_what_it_holds_to_its_last_byte(int length)
    {
        var content = new byte[length + 1];
        new Random(length).NextBytes(content);
        File.WriteAllBytes(_folder["file"], content[..length]);
        _files.Holds("/file", content.AsSpan(0, length)).ShouldBeTrue();
        _files.Holds("/file", content).ShouldBeFalse();
        _files.Holds("/nothing", content.AsSpan(0, length)).ShouldBeFalse();
        if (length == 0)
            return;
        _files.Holds("/file", content.AsSpan(0, length - 1)).ShouldBeFalse();
        content[length - 1] ^= 1;
        _files.Holds("/file", content.AsSpan(0, length)).ShouldBeFalse();
    }

    [Fact]
    public void What_is_not_there_is_null_and_no_error()
    {
        _folder.Write("etc/motd", "");
        foreach (var path in new[] { "/etc/issue", "/etc/motd/below", "/nowhere/at/all" })
        {
            _files.Stat(path).ShouldBeNull(path);
            _files.Read(path).ShouldBeNull(path);
            _files.ReadLink(path).ShouldBeNull(path);
            _files.List(path).ShouldBeNull(path);
        }
    }

    [Fact]
    public void Each_question_is_about_one_kind_of_thing()
    {
        _folder.Write("folder/file", "content");
        File.CreateSymbolicLink(_folder["link"], "folder/file");
        File.CreateSymbolicLink(_folder["up"], "folder");
        _files.Read("/folder").ShouldBeNull();
        _files.Read("/link").ShouldBeNull();
        _files.List("/folder/file").ShouldBeNull();
        _files.List("/up").ShouldBeNull();
        _files.ReadLink("/folder/file").ShouldBeNull();
        _files.ReadLink("/folder").ShouldBeNull();
        _files.ReadLink("/link").ShouldBe("folder/file");
        _files.Stat("/link")!.Value.Kind.ShouldBe(FileKind.Link);
        _files.Stat("/folder")!.Value.Kind.ShouldBe(FileKind.Directory);
        _files.Stat("/")!.Value.Kind.ShouldBe(FileKind.Directory);
    }

    [Fact]
    public void Links_on_the_way_are_followed_and_stay_in_the_root()
    {
        _folder.Write("srv/releases/5/config", "five");
        File.CreateSymbolicLink(_folder["srv/current"], "releases/5");
        File.CreateSymbolicLink(_folder["srv/absolute"], "/srv/current");
        File.CreateSymbolicLink(_folder["srv/outside"], "../../../../../srv");
        File.CreateSymbolicLink(_folder["srv/round"], "round");
        foreach (var way in new[] { "current", "absolute", "outside/releases/5", "outside/absolute/../5" })
            Text($"/srv/{way}/config").ShouldBe("five", way);
        _files.List("/srv/current/..").ShouldBe(["5"]);
        _files.Stat("/srv/current/nothing").ShouldBeNull();
        Should.Throw<UnreadableException>(() => _files.Stat("/srv/round/config")).Message.ShouldBe("too many levels of symbolic links: '/srv/round/config'");
    }

    [Fact]
    public void Names_come_in_ordinal_order_however_many()
    {
        var names = Enumerable.Range(0, 3000).Select(static i => $"ä{i}").Append("Z").Append(".hidden").ToArray();
        foreach (var name in names)
            _folder.Write($"many/{name}", "");
        _files.List("/many").ShouldBe(names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Large_files_and_those_of_the_kernel_are_read_to_their_end()
    {
        var content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        _folder.Write("large", content);
        _files.Read("/large")!.Value.Span.SequenceEqual(content).ShouldBeTrue();
        _folder.Write("empty", "");
        _files.Read("/empty")!.Value.Length.ShouldBe(0);
        using var machine = new LinuxFiles();
        Encoding.UTF8.GetString(machine.Read("/proc/self/status")!.Value.Span).ShouldContain("\nPid:");
        machine.Read("/proc/kallsyms").ShouldNotBeNull().Length.ShouldBeGreaterThan(100_000);
        machine.Read("/dev/null").ShouldBeNull();
    }

    [Fact]
    public void A_path_must_be_absolute_and_a_root_must_be_there()
    {
        Should.Throw<UnreadableException>(() => _files.Stat("etc/motd")).Message.ShouldBe("no absolute path: 'etc/motd'");
        Should.Throw<UnreadableException>(() => _files.Read("/a\0b"));
        Should.Throw<UnreadableException>(() => _files.Stat($"/{new string('x', 300)}")).Message.ShouldStartWith("file name too long: '/xxx");
        using var nowhere = new LinuxFiles(_folder["nowhere"]);
        nowhere.Stat("/etc").ShouldBeNull();
    }

    [RootFact]
    public void A_link_of_a_user_does_not_lead_to_what_is_not_theirs()
    {
        const uint Alice = 4242;
        _folder.Write("home/alice/own/key", "mine");
        _folder.Write("root/.ssh/key", "secret");
        _folder.Write("root/.ssh/more/key", "secret");
        File.CreateSymbolicLink(_folder["home/alice/ssh"], "/root/.ssh");
        File.CreateSymbolicLink(_folder["home/alice/near"], "/home/alice/own");
        File.CreateSymbolicLink(_folder["home/root"], "/root/.ssh");
        foreach (var path in new[] { "home/alice", "home/alice/own", "home/alice/own/key", "home/alice/ssh", "home/alice/near" })
            OtherUser.Give(_folder[path], Alice);
        Text("/home/alice/near/key").ShouldBe("mine");
        Text("/home/root/key").ShouldBe("secret");
        Should.Throw<UnreadableException>(() => _files.Read("/home/alice/ssh/key")).Message
            .ShouldBe("a link of a user leads to what belongs to somebody else: '/home/alice/ssh/key'");
        Should.Throw<UnreadableException>(() => _files.Stat("/home/alice/ssh/key"));
        Should.Throw<UnreadableException>(() => _files.List("/home/alice/ssh/more"));
        _files.ReadLink("/home/alice/ssh").ShouldBe("/root/.ssh");
    }

    [RootFact]
    public void What_may_not_be_read_says_so()
    {
        var path = _folder.Write("etc/shadow", "");
        File.SetUnixFileMode(path, UnixFileMode.None);
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        OtherUser.As(4242, () =>
        {
            using var files = new LinuxFiles(_folder.Path);
            files.Stat("/etc/shadow").ShouldNotBeNull();
            Should.Throw<UnreadableException>(() => files.Read("/etc/shadow")).Message.ShouldBe("permission denied: '/etc/shadow'");
            return true;
        });
    }

    private string Text(string path) => Encoding.UTF8.GetString(_files.Read(path)!.Value.Span);
}
