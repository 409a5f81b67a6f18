using System.Text;
using Converge.Language.Text;
using Converge.Recipes.Trees;
using Converge.Testing;
using Shouldly;

namespace Converge.Tests.Recipes.Trees;

public sealed class CommitTreeTests
{
    private readonly DiagnosticBag _diagnostics = [];

    private string Problems => string.Join('\n', _diagnostics.Sorted());

    [ProgramFact("git")]
    public Task A_commit_reads_as_the_folder_it_was_made_from() => CompareWithFolder("sha1", pack: false);

    [ProgramFact("git")]
    public Task A_packed_commit_reads_as_the_folder() => CompareWithFolder("sha1", pack: true);

    [ProgramFact("git")]
    public Task A_commit_of_a_sha256_repository_reads_as_the_folder() => CompareWithFolder("sha256", pack: true);

    private async Task CompareWithFolder(string format, bool pack)
    {
        using var folder = await GitFolder.CreateAsync($"--object-format={format}");
        foreach (var path in new[] { "a/b", "a.b", "a-b/c", "a0", "ü/日本 語/😀\n", "ü/\uFF41", "recipes/web/recipe.yaml", "note.txt~", "#note#", ".note.swp" })
            folder.Write(path, $"content of {path}\n");
        folder.Write("empty", "");
        folder.Write("run", "#!/bin/sh\n");
        folder.MakeProgram("run");
        folder.Link("ü/link", "../a/b");
        folder.Link("ü/folder", "../a");
        folder.Link("ü/dangling", "nothing");
        var commit = await folder.Commit();
        if (pack)
            await folder.Git("gc", "--quiet");
        using var repository = Open(folder.Path);
        var tree = Tree(repository, commit);
        repository.TryReadFolder("", out var disk, out _).ShouldBeTrue();
        var entries = tree.List("", _diagnostics);
        entries.ShouldBe(disk!.List("", _diagnostics));
        entries.ShouldContain(new TreeEntry("run", TreeEntryKind.Program));
        entries.ShouldContain(new TreeEntry("ü/folder", TreeEntryKind.Link));
        entries.ShouldNotContain(e => e.Path.Contains("note"));
        foreach (var path in entries.Select(static e => e.Path).Append("ü/folder/b").Append("ü").Append("absent").Append("../a").Append(""))
            Text(tree, path).ShouldBe(Text(disk, path), path);
        foreach (var path in new[] { "a", "a/b", "ü/link", "ü/folder/b", "absent" })
            tree.HashOf(path, _diagnostics).ShouldBe(disk.HashOf(path, _diagnostics), path);
        tree.List("ü/folder", _diagnostics).ShouldBe([new TreeEntry("ü/folder/b", TreeEntryKind.File)]);
        tree.HashOf("", _diagnostics).ShouldBe(await folder.Git("rev-parse", "HEAD^{tree}"));
        tree.Commit.ShouldBe(commit);
        Problems.ShouldBeEmpty();
    }

    [ProgramFact("git")]
    public async Task An_older_commit_is_as_it_was_also_in_a_bare_clone()
    {
        using var folder = await GitFolder.CreateAsync();
        folder.Write("x", "old");
        var old = await folder.Commit();
        folder.Write("x", "new");
        await folder.Commit();
        await folder.Git("clone", "--quiet", "--bare", ".", "bare.git");
        using var repository = Open(folder["bare.git"]);
        Tree(repository, old).ReadText("x", _diagnostics)!.Text.ShouldBe("old");
        Tree(repository, Resolve(repository, "HEAD")).ReadText("x", _diagnostics)!.Text.ShouldBe("new");
        Resolve(repository, "main~1").ShouldBe(old);
    }

    [ProgramFact("git")]
    public async Task A_tree_may_be_a_folder_of_a_repository()
    {
        using var folder = await GitFolder.CreateAsync();
        folder.Write("infra/fleet é/roles/web.yaml", "name: web\n");
        folder.Write(".gitignore", "*.log\nbuild/\n");
        var commit = await folder.Commit();
        folder.Write("infra/fleet é/roles/x.log", "");
        folder.Write("infra/fleet é/build/x", "");
        using var repository = Open(folder["infra/fleet é"]);
        var tree = Tree(repository, commit);
        tree.List("", _diagnostics).Select(e => e.Path).ShouldBe(["roles/web.yaml"]);
        repository.TryReadFolder("", out var disk, out _).ShouldBeTrue();
        disk!.List("", _diagnostics).ShouldBe(tree.List("", _diagnostics));
        disk.HashOf("", _diagnostics).ShouldBe(tree.HashOf("", _diagnostics));
        folder.Write("README", "");
        await folder.Git("rm", "--quiet", "-r", "infra");
        Directory.CreateDirectory(folder["infra/fleet é"]);
        var without = await folder.Commit();
        repository.TryReadCommit(without, out _, out var problem).ShouldBeFalse();
        problem!.Message.ShouldBe($"the commit {without} has no folder 'infra/fleet é'");
    }

    [ProgramFact("git")]
    public async Task A_submodule_is_listed_and_not_entered()
    {
        using var folder = await GitFolder.CreateAsync();
        folder.Write("x", "");
        var commit = await folder.Commit();
        await folder.Git("update-index", "--add", "--cacheinfo", $"160000,{commit},sub");
        await folder.Git("commit", "--quiet", "--message", "sub");
        using var repository = Open(folder.Path);
        var tree = Tree(repository, Resolve(repository, "HEAD"));
        tree.List("", _diagnostics).ShouldBe([new TreeEntry("sub", TreeEntryKind.Repository), new TreeEntry("x", TreeEntryKind.File)]);
        tree.Read("sub", _diagnostics).ShouldBeNull();
        tree.Read("sub/x", _diagnostics).ShouldBeNull();
        Problems.ShouldBeEmpty();
    }

    [ProgramFact("git")]
    public async Task Links_out_of_the_tree_are_refused()
    {
        using var folder = await GitFolder.CreateAsync();
        folder.Link("a/absolute", "/etc/passwd");
        folder.Link("a/up", "../../x");
        using var repository = Open(folder.Path);
        var tree = Tree(repository, await folder.Commit(), "production");
        tree.Read("a/absolute", _diagnostics).ShouldBeNull();
        tree.List("a", _diagnostics).ShouldBeEmpty();
        Problems.ShouldBe(
            """
            production:a/absolute:1:1: error: 'a/absolute' is a link to '/etc/passwd', which leads out of the tree
            production:a/absolute:1:1: error: 'a/absolute' is a link to '/etc/passwd', which leads out of the tree
            production:a/up:1:1: error: 'a/up' is a link to '../../x', which leads out of the tree
            """);
    }

    [ProgramFact("git")]
    public async Task Many_threads_read_through_one_process()
    {
        using var folder = await GitFolder.CreateAsync();
        foreach (var number in Enumerable.Range(0, 200))
            folder.Write($"f{number % 7}/{number}", new string((char)('a' + number % 26), number * 50));
        var commit = await folder.Commit();
        using var repository = Open(folder.Path);
        Parallel.ForEach(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, step =>
        {
            var number = step % 200;
            var diagnostics = new DiagnosticBag();
            var text = Tree(repository, commit).ReadText($"f{number % 7}/{number}", diagnostics)!.Text;
            text.ShouldBe(new string((char)('a' + number % 26), number * 50));
        });
    }

    [ProgramFact("git")]
    public async Task A_huge_file_is_refused_and_the_next_one_is_read()
    {
        using var folder = await GitFolder.CreateAsync();
        using (var file = File.Create(folder["huge"]))
            file.SetLength(TreeText.LargestFile + 1);
        folder.Write("small", "x");
        using var repository = Open(folder.Path);
        var tree = Tree(repository, await folder.Commit());
        tree.Read("huge", _diagnostics).ShouldBeNull();
        tree.ReadText("small", _diagnostics)!.Text.ShouldBe("x");
        Problems.ShouldBe("huge:1:1: error: the file is larger than 64 MiB");
    }

    private string? Text(ITree tree, string path) => tree.Read(path, _diagnostics) is { } content ? Encoding.UTF8.GetString(content.Span) : null;

    internal static GitRepository Open(string folder)
    {
        GitRepository.TryOpen(folder, out var repository, out var problem).ShouldBeTrue(problem?.Message);
        return repository!;
    }

    internal static CommitTree Tree(GitRepository repository, string commit, string? shownAs = null)
    {
        repository.TryReadCommit(commit, out var tree, out var problem, shownAs).ShouldBeTrue(problem?.Message);
        return tree!;
    }

    internal static string Resolve(GitRepository repository, string revision)
    {
        repository.TryResolve(revision, out var commit, out var problem).ShouldBeTrue(problem?.Message);
        return commit!;
    }
}
