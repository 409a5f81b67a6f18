using Converge.Lab.Fleets;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Lab.Tests.Fleets;

public sealed class SampleRepositoriesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_commit_depends_on_the_content_and_on_nothing_else()
    {
        _folder.Write("a/shop/wsgi.py", "1\n");
        _folder.Write("b/shop/wsgi.py", "1\n");
        var first = await MakeAsync("a/shop", "first.git");
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        (await MakeAsync("b/shop", "second.git")).ShouldBe(first);
        (await MakeAsync("a/shop", "first.git")).ShouldBe(first);

        _folder.Write("b/shop/wsgi.py", "2\n");
        (await MakeAsync("b/shop", "third.git")).ShouldNotBe(first);
    }

    [Fact]
    public async Task A_clone_has_what_the_folder_had()
    {
        _folder.Write("shop/wsgi.py", "windows\r\n");
        _folder.Write("shop/.gitignore", "*.css\n");
        _folder.Write("shop/static/shop.css", "ignored by nobody\n");
        File.SetUnixFileMode(_folder.Write("shop/run", "#!/bin/sh\n"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await MakeAsync("shop", "shop.git");
        await GitAsync("clone", "--quiet", $"file://{_folder["shop.git"]}", _folder["clone"]);

        File.ReadAllText(_folder["clone/wsgi.py"]).ShouldBe("windows\r\n");
        File.ReadAllText(_folder["clone/static/shop.css"]).ShouldBe("ignored by nobody\n");
        File.GetUnixFileMode(_folder["clone/run"]).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
        (await GitAsync("-C", _folder["clone"], "rev-parse", "--abbrev-ref", "HEAD")).ShouldBe("main");
    }

    [Fact]
    public async Task The_branch_follows_the_folder()
    {
        _folder.Write("shop/old", "1\n");
        await MakeAsync("shop", "shop.git");
        File.Delete(_folder["shop/old"]);
        _folder.Write("shop/new", "1\n");
        var commit = await MakeAsync("shop", "shop.git");

        (await GitAsync("-C", _folder["shop.git"], "rev-parse", "main")).ShouldBe(commit);
        (await GitAsync("-C", _folder["shop.git"], "ls-tree", "-r", "--name-only", "main")).ShouldBe("new");
    }

    [Fact]
    public async Task All_may_read_it()
    {
        _folder.Write("shop/wsgi.py", "1\n");
        await MakeAsync("shop", "shop.git");
        var repository = new DirectoryInfo(_folder["shop.git"]);
        foreach (var entry in repository.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Append(repository))
            entry.UnixFileMode.HasFlag(entry is DirectoryInfo ? UnixFileMode.OtherExecute | UnixFileMode.OtherRead : UnixFileMode.OtherRead).ShouldBeTrue(entry.FullName);
    }

    [Fact]
    public async Task Each_folder_of_a_tree_becomes_one()
    {
        _folder.Write("tree/lab/repositories/shop/wsgi.py", "1\n");
        _folder.Write("tree/lab/repositories/blog/wsgi.py", "1\n");
        _folder.Write("tree/lab/repositories/README", "no folder\n");
        var names = await SampleRepositories.MakeAllAsync(_folder["tree"], _folder["git"], CancellationToken.None);

        names.ShouldBe(["blog", "shop"]);
        Directory.GetDirectories(_folder["git"]).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["blog.git", "shop.git"]);
        SampleRepositories.Settings(names).ShouldBe("[safe]\n\tdirectory = /srv/git/blog.git\n\tdirectory = /srv/git/shop.git\n");
        (await SampleRepositories.MakeAllAsync(_folder["git"], _folder["none"], CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_git_says_is_told()
    {
        var problem = await Should.ThrowAsync<LabException>(() => MakeAsync("nothing", "shop.git"));
        problem.Message.ShouldContain("ended with 128");
    }

    public void Dispose() => _folder.Dispose();

    private Task<string> MakeAsync(string source, string repository) => SampleRepositories.MakeAsync(_folder[source], _folder[repository], CancellationToken.None);

    private static async Task<string> GitAsync(params string[] arguments)
    {
        var ran = await LabProcess.RunAsync(["git", .. arguments], "", CancellationToken.None);
        ran.ExitCode.ShouldBe(0, ran.Error);
        return ran.Output.Trim();
    }
}
