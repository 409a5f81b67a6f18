using System.Text;
using Converge.Language.Text;
using Converge.Recipes.Trees;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Tests.Recipes.Trees;

public sealed class FolderTreeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DiagnosticBag _diagnostics = [];

    public void Dispose() => _folder.Dispose();

    private FolderTree Tree => new(_folder.Path);

    private string Problems => string.Join('\n', _diagnostics.Sorted());

    [Fact]
    public void Files_are_listed_by_path_without_what_editors_leave()
    {
        foreach (var name in new[] { "roles/web.yaml", "roles/web.yaml~", "roles/.web.yaml.swp", "roles/#web.yaml#", "roles/.#web.yaml", ".git/config", "recipes/ü b/recipe.yaml", "recipes.md", ".hidden" })
            _folder.Write(name, "x");
        Directory.CreateDirectory(_folder["nodes/empty"]);
        Tree.List("", _diagnostics).Select(e => e.Path).ShouldBe([".hidden", "recipes.md", "recipes/ü b/recipe.yaml", "roles/web.yaml"]);
        Tree.List("recipes", _diagnostics).ShouldBe([new TreeEntry("recipes/ü b/recipe.yaml", TreeEntryKind.File)]);
        Tree.List("nowhere", _diagnostics).ShouldBeEmpty();
        Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../b")]
    [InlineData("a//b")]
    [InlineData("./b")]
    [InlineData("")]
    [InlineData("b/")]
    [InlineData("b\0")]
    [InlineData("a")]
    public void A_path_that_is_no_file_of_the_tree_names_nothing(string path)
    {
        _folder.Write("b", "x");
        Directory.CreateDirectory(_folder["a"]);
        Tree.Read(path, _diagnostics).ShouldBeNull();
        Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Links_are_followed_inside_the_tree()
    {
        _folder.Write("shared/motd", "hello");
        Directory.CreateDirectory(_folder["web"]);
        File.CreateSymbolicLink(_folder["web/files"], "../shared");
        File.CreateSymbolicLink(_folder["web/motd"], "files/../shared/motd");
        Tree.ReadText("web/files/motd", _diagnostics)!.Text.ShouldBe("hello");
        Tree.ReadText("web/motd", _diagnostics)!.Text.ShouldBe("hello");
        Tree.List("web", _diagnostics).ShouldBe([new TreeEntry("web/files", TreeEntryKind.Link), new TreeEntry("web/motd", TreeEntryKind.Link)]);
        Tree.List("web/files", _diagnostics).ShouldBe([new TreeEntry("web/files/motd", TreeEntryKind.File)]);
        Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/etc/passwd", "a/link:1:1: error: 'a/link' is a link to '/etc/passwd', which leads out of the tree")]
    [InlineData("../../x", "a/link:1:1: error: 'a/link' is a link to '../../x', which leads out of the tree")]
    [InlineData("in/../../../x", "a/link:1:1: error: 'a/link' is a link to 'in/../../../x', which leads out of the tree")]
    [InlineData("up/../x", "a/link:1:1: error: 'a/up' is a link to '..', which leads out of the tree")]
    [InlineData("link", "a/link:1:1: error: 'a/link' is a link to 'link', which leads back to where it began")]
    public void A_link_out_of_the_tree_is_refused(string target, string problem)
    {
        Directory.CreateDirectory(_folder["a/in"]);
        File.CreateSymbolicLink(_folder["a/up"], "..");
        File.CreateSymbolicLink(_folder["a/link"], target);
        Tree.Read("a/link", _diagnostics).ShouldBeNull();
        Problems.ShouldBe(problem);
        Tree.List("", _diagnostics).Select(e => e.Path).ShouldBe(["a/up"]);
        Problems.ShouldBe($"{problem}\n{problem}");
    }

    [Fact]
    public void A_text_that_is_not_utf_8_is_an_error_at_the_byte()
    {
        _folder.Write("x.yaml", [.. Encoding.UTF8.GetBytes("a: ü\nb: "), 0xE4]);
        new FolderTree(_folder.Path, "infra").ReadText("x.yaml", _diagnostics).ShouldBeNull();
        Problems.ShouldBe("infra/x.yaml:2:4: error: the byte 0xe4 is not valid UTF-8");
    }

    [Fact]
    public void A_huge_file_is_refused_unread()
    {
        using (var file = File.Create(_folder["huge"]))
            file.SetLength(100L << 30);
        Tree.Read("huge", _diagnostics).ShouldBeNull();
        Problems.ShouldBe("huge:1:1: error: the file is larger than 64 MiB");
    }

    [ProgramFact("mkfifo")]
    public async Task A_pipe_does_not_block()
    {
        (await ProgramRun.Of("mkfifo", _folder["pipe"])).ExitCode.ShouldBe(0);
        Tree.Read("pipe", _diagnostics)!.Value.Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_name_that_is_not_utf_8_is_an_error()
    {
        (await ProgramRun.Of("sh", "-c", $"touch '{_folder.Path}'/$(printf 'b\\344r')")).ExitCode.ShouldBe(0);
        Tree.List("", _diagnostics).ShouldBeEmpty();
        Problems.ShouldBe(".:1:1: error: the name of the file 'b\uFFFDr' is not valid UTF-8");
        Tree.HashOf("", _diagnostics).ShouldBeNull();
        // The platform cannot name it to delete it.
        (await ProgramRun.Of("sh", "-c", $"rm '{_folder.Path}'/b*")).ExitCode.ShouldBe(0);
    }

    [ProgramFact("git")]
    public Task Hashes_are_those_of_git() => CompareWithGit("sha1", ObjectFormat.Sha1);

    [ProgramFact("git")]
    public Task Hashes_are_those_of_git_with_sha256() => CompareWithGit("sha256", ObjectFormat.Sha256);

    private async Task CompareWithGit(string name, ObjectFormat format)
    {
        using var repository = await GitFolder.CreateAsync($"--object-format={name}");
        foreach (var path in new[] { "a/b", "a.b", "a-b/c", "a0", "ü/日本 語/😀", "ü/\uFF41", "z", "deep/er/and/deeper" })
            repository.Write(path, $"content of {path}\n");
        repository.Write("empty", "");
        repository.Write("run", "#!/bin/sh\n");
        repository.MakeProgram("run");
        repository.Link("ü/link", "../a/b");
        Directory.CreateDirectory(repository["nothing/here"]);
        await repository.Commit();
        var tree = new FolderTree(repository.Path) { Format = format };
        tree.HashOf("", _diagnostics).ShouldBe(await repository.Git("write-tree"));
        foreach (var path in new[] { "a", "a/b", "ü", "ü/link", "ü/日本 語", "empty", "run" })
            tree.HashOf(path, _diagnostics).ShouldBe(await repository.Git("rev-parse", $"HEAD:{path}"));
        foreach (var path in new[] { "nothing", "absent", "ü/link/x", "../x" })
            tree.HashOf(path, _diagnostics).ShouldBeNull();
        Problems.ShouldBeEmpty();
    }
}
