using System.Collections.Immutable;
using Converge.Linux.Execution;
using Converge.Linux.Machine;
using Converge.Linux.Machine.Files;
using Converge.Linux.State;
using Converge.Linux.Tests.Machine;
using Converge.Plans;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Execution;

/// <summary>Steps that change files, on a real file system.</summary>
public sealed class FileStepsTests : IDisposable
{
    private const uint Somebody = 65534;

    private readonly TemporaryFolder _folder = new();
    private readonly LinuxMachine _machine = new();
    private readonly StateFolder _state;
    private readonly LinuxExecutor _executor;

    public FileStepsTests()
    {
        _state = new(_folder["state"]);
        _state.Prepare();
        _executor = new(_machine, _state.Contents);
    }

    public void Dispose()
    {
        _state.Dispose();
        _machine.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_is_replaced_whole_and_can_be_put_back()
    {
        var path = _folder.Write("page", "before");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var result = await Do(Write("page", "after", mode: 0b110_100_000));
        File.ReadAllText(path).ShouldBe("after");
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Leftovers().ShouldBeEmpty();

        await Do(new PutBack(result.Replaced));
        File.ReadAllText(path).ShouldBe("before");
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Several_files_are_put_in_place_together_and_put_back_each()
    {
        _folder.Write("one", "before");
        var result = await Do(new WriteFiles([Write("one", "after", mode: 0b110_000_000), Write("two", "new")]));
        File.ReadAllText(_folder["one"]).ShouldBe("after");
        File.GetUnixFileMode(_folder["one"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.ReadAllText(_folder["two"]).ShouldBe("new");
        Leftovers().ShouldBeEmpty();
        result.Replaced.Select(static place => place.Path).ShouldBe([_folder["one"], _folder["two"]]);
        await Do(new PutBack(result.Replaced));
        File.ReadAllText(_folder["one"]).ShouldBe("before");
        File.Exists(_folder["two"]).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_not_there_is_not_there_again()
    {
        var made = await Do(new MakeDirectory(_folder["a/b"], new(null, null, 0b111_000_000)));
        var written = await Do(Write("a/b/file", "content"));
        var linked = await Do(new MakeLink(_folder["a/link"], "b"));
        await Do(new PutBack([.. made.Replaced, .. written.Replaced, .. linked.Replaced]));
        Directory.Exists(_folder["a"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_directory_is_removed_with_all_that_is_in_it_and_put_back_with_it()
    {
        _folder.Write("tree/a/file", "content");
        File.CreateSymbolicLink(_folder["tree/link"], "/etc");
        var removed = await Do(new Remove(_folder["tree"], Recursive: true, Backup: true));
        Directory.Exists(_folder["tree"]).ShouldBeFalse();
        Directory.Exists("/etc").ShouldBeTrue();
        await Do(new PutBack(removed.Replaced));
        File.ReadAllText(_folder["tree/a/file"]).ShouldBe("content");
        new FileInfo(_folder["tree/link"]).LinkTarget.ShouldBe("/etc");
    }

    [Fact]
    public async Task What_a_killed_run_left_is_in_nobodys_way()
    {
        _folder.Write(".page.converge~", "half of i");
        await Do(Write("page", "whole"));
        File.ReadAllText(_folder["page"]).ShouldBe("whole");
        Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Content_that_is_not_approved_leaves_the_old_file()
    {
        var path = _folder.Write("page", "before");
        var failure = await Fail(Write("page", "after\n", validate: ["sh", "-c", "cat \"$1\"; exit 3", "sh", "{{ path }}"]));
        failure.Message.ShouldBe($"'{path}' was not written: 'sh -c cat \"$1\"; exit 3 sh {path}' does not approve of it (exit code 3)");
        failure.Output.ShouldBe("after\n");
        File.ReadAllText(path).ShouldBe("before");
        Leftovers().ShouldBeEmpty();
    }

    [RootFact]
    public async Task A_validator_sees_the_new_content_under_the_real_name_and_nobody_else_does()
    {
        var path = _folder.Write("page", "before");
        await Do(Write("page", "after", validate: ["grep", "-q", "after", path]));
        (await Fail(Write("page", "more", validate: ["grep", "-q", "after", path]))).Message.ShouldContain("does not approve");
        File.ReadAllText(path).ShouldBe("after");
    }

    [Fact]
    public async Task What_a_validator_says_of_a_secret_is_not_told()
    {
        var step = Write("page", "password", validate: ["cat", "{{ path }}"]) with { Content = FileContent.Of("password"u8.ToArray(), isSecret: true) };
        (await Do(step)).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_directory_in_the_way_is_an_error()
    {
        Directory.CreateDirectory(_folder["page/inside"]);
        (await Fail(Write("page", "after"))).Message.ShouldBe($"cannot replace '{_folder["page"]}': is a directory");
        (await Fail(Write("gone/page", "after"))).Message.ShouldBe($"cannot write '{_folder["gone/page"]}': no such file or directory");
        Leftovers().ShouldBeEmpty();
    }

    [RootFact]
    public async Task A_link_in_a_users_directory_does_not_lead_to_somebody_elses_files()
    {
        var secret = _folder.Write("root/shadow", "secret");
        Directory.CreateDirectory(_folder["home"]);
        File.CreateSymbolicLink(_folder["home/.ssh"], _folder["root"]);
        OtherUser.Give(_folder["home"], Somebody);
        OtherUser.Give(_folder["home/.ssh"], Somebody);
        (await Fail(Write("home/.ssh/shadow", "mine now"))).Message.ShouldContain("a link of a user leads to what belongs to somebody else");
        (await Fail(new Remove(_folder["home/.ssh/shadow"], Recursive: false, Backup: false))).Message.ShouldContain("a link of a user");
        (await Fail(new SetOwnership(_folder["home/.ssh/shadow"], new("nobody", null, null)))).Message.ShouldContain("a link of a user");
        File.ReadAllText(secret).ShouldBe("secret");
    }

    [RootFact]
    public async Task Another_name_of_somebody_elses_file_is_not_given_away()
    {
        var secret = _folder.Write("shadow", "secret");
        Directory.CreateDirectory(_folder["home"]);
        OtherUser.Give(_folder["home"], Somebody);
        HardLink(secret, _folder["home/mine"]);
        (await Fail(new SetOwnership(_folder["home/mine"], new("nobody", null, null)))).Message.ShouldContain("it has 2 names");
        // To replace it leaves the other name alone.
        await Do(Write("home/mine", "new", owner: "nobody"));
        File.ReadAllText(secret).ShouldBe("secret");
    }

    [RootFact]
    public async Task A_link_in_the_place_of_a_file_is_replaced_and_not_followed()
    {
        var secret = _folder.Write("shadow", "secret");
        File.CreateSymbolicLink(_folder["link"], secret);
        File.CreateSymbolicLink(_folder[".page.converge~"], secret);
        await Do(Write("link", "new"));
        await Do(Write("page", "new"));
        File.ReadAllText(secret).ShouldBe("secret");
        new FileInfo(_folder["link"]).LinkTarget.ShouldBeNull();
    }

    [RootProgramFact("mount", "umount")]
    public async Task A_full_disk_leaves_the_old_file()
    {
        Directory.CreateDirectory(_folder["disk"]);
        Run("mount", "-t", "tmpfs", "-o", "size=64k", "none", _folder["disk"]);
        try
        {
            await Do(Write("disk/page", "before"));
            (await Fail(Write("disk/page", new string('x', 1 << 20)))).Message.ShouldBe($"cannot write '{_folder["disk/page"]}': no space left on device");
            File.ReadAllText(_folder["disk/page"]).ShouldBe("before");
            Directory.GetFiles(_folder["disk"]).ShouldBe([_folder["disk/page"]]);
            // Of several that are written together, none takes its place if one cannot.
            (await Fail(new WriteFiles([Write("disk/page", "after"), Write("disk/other", new string('x', 1 << 20))]))).Message.ShouldBe($"cannot write '{_folder["disk/other"]}': no space left on device");
            File.ReadAllText(_folder["disk/page"]).ShouldBe("before");
            Directory.GetFiles(_folder["disk"]).ShouldBe([_folder["disk/page"]]);
        }
        finally
        {
            Run("umount", _folder["disk"]);
        }
    }

    [RootProgramFact("mount", "umount")]
    public async Task Another_file_system_is_not_removed_and_one_that_is_read_only_is_an_error()
    {
        Directory.CreateDirectory(_folder["tree/disk"]);
        Run("mount", "-t", "tmpfs", "-o", "ro", "none", _folder["tree/disk"]);
        try
        {
            (await Fail(Write("tree/disk/page", "after"))).Message.ShouldBe($"cannot write '{_folder["tree/disk/page"]}': read-only file system");
            (await Fail(new Remove(_folder["tree"], Recursive: true, Backup: false))).Message.ShouldBe($"cannot remove '{_folder["tree/disk"]}': another file system is mounted there");
        }
        finally
        {
            Run("umount", _folder["tree/disk"]);
        }
    }

    [RootFact]
    public void What_may_not_be_written_is_an_error()
    {
        Directory.CreateDirectory(_folder["root"]);
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        var message = "";
        OtherUser.As(Somebody, () =>
        {
            using var files = new LinuxFiles();
            message = Should.Throw<StepException>(() => FileDraft.Write(files, _folder["root/page"], "after"u8, uid: null, gid: null, mode: 0b110_100_100)).Message;
            return true;
        });
        message.ShouldBe($"cannot write '{_folder["root/page"]}': permission denied");
    }

    [Fact]
    public async Task There_must_be_such_a_user()
    {
        (await Fail(Write("page", "after", owner: "no-such-user"))).Message.ShouldBe("there is no user 'no-such-user'");
        File.Exists(_folder["page"]).ShouldBeFalse();
    }

    private static void Run(params string[] words) => ProgramRun.Of(new ProgramRun.Start(words[0], words[1..])).GetAwaiter().GetResult().ExitCode.ShouldBe(0);

    private static void HardLink(string from, string to) => Run("ln", from, to);

    private WriteFile Write(string name, string content, string? owner = null, int? mode = null, ImmutableArray<string> validate = default) =>
        new(_folder[name], FileContent.Of(System.Text.Encoding.UTF8.GetBytes(content)), new(owner, null, mode), validate.IsDefault ? [] : validate, Backup: true);

    private Task<StepResult> Do(Step step) => _executor.ExecuteAsync(step, CancellationToken.None);

    private async Task<StepException> Fail(Step step) => await Should.ThrowAsync<StepException>(() => Do(step));

    private string[] Leftovers() => Directory.GetFiles(_folder.Path, "*~", SearchOption.AllDirectories);
}
