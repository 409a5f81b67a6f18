using System.Text;
using Converge.Language.Text;
using Converge.Recipes.Trees;
using Converge.Testing;
using Shouldly;

namespace Converge.Tests.Recipes.Trees;

/// <summary>A repository may come from anybody.</summary>
public sealed class HostileRepositoryTests
{
    private readonly DiagnosticBag _diagnostics = [];

    private string Problems => string.Join('\n', _diagnostics.Sorted());

    [ProgramFact("git")]
    public async Task Its_configuration_runs_no_program()
    {
        using var folder = await GitFolder.CreateAsync();
        folder.Write("x", "content");
        var commit = await folder.Commit();
        var hash = await folder.Git("rev-parse", "HEAD:x");
        var trap = folder.Write("trap", $"#!/bin/sh\ntouch '{folder["sprung"]}'\n");
        folder.MakeProgram("trap");
        File.Delete(folder[$".git/objects/{hash[..2]}/{hash[2..]}"]);
        foreach (var setting in new[] { "core.fsmonitor", "core.pager", "core.sshCommand", "core.gitProxy", "core.editor", "alias.rev-parse", "diff.external", "filter.f.smudge", "filter.f.process", "remote.evil.uploadpack", "credential.helper" })
            await folder.Git("config", setting, trap);
        // A promisor: git fetches from it what it lacks.
        foreach (var (name, value) in new[] { ("core.repositoryFormatVersion", "1"), ("extensions.partialClone", "evil"), ("remote.evil.promisor", "true"), ("remote.evil.url", $"ext::{trap}"), ("protocol.ext.allow", "always") })
            await folder.Git("config", name, value);
        folder.Write(".gitattributes", "* filter=f\n");
        using var repository = CommitTreeTests.Open(folder.Path);
        CommitTreeTests.Resolve(repository, "main").ShouldBe(commit);
        repository.TryReadFolder("", out var disk, out _).ShouldBeTrue();
        disk!.List("", _diagnostics).Count.ShouldBe(3);
        var tree = CommitTreeTests.Tree(repository, commit);
        tree.Read("x", _diagnostics).ShouldBeNull();
        repository.TryListRecipeTags(_diagnostics, out _, out _).ShouldBeTrue();
        Problems.ShouldStartWith("x:1:1: error: ");
        Problems.ShouldContain(hash);
        await folder.Git("config", "remote.evil.url", "ssh://example.com/x");
        using var again = CommitTreeTests.Open(folder.Path);
        CommitTreeTests.Tree(again, commit).Read("x", _diagnostics).ShouldBeNull();
        File.Exists(folder["sprung"]).ShouldBeFalse();
    }

    [ProgramFact("git")]
    public async Task An_object_that_is_not_what_its_name_says_is_an_error()
    {
        using var folder = await GitFolder.CreateAsync();
        folder.Write("x", "wanted");
        folder.Write("y", "planted");
        var commit = await folder.Commit();
        var (wanted, planted) = (await folder.Git("rev-parse", "HEAD:x"), await folder.Git("rev-parse", "HEAD:y"));
        File.Copy(folder[$".git/objects/{planted[..2]}/{planted[2..]}"], folder["copy"]);
        File.Move(folder["copy"], folder[$".git/objects/{wanted[..2]}/{wanted[2..]}"], overwrite: true);
        using var repository = CommitTreeTests.Open(folder.Path);
        CommitTreeTests.Tree(repository, commit).Read("x", _diagnostics).ShouldBeNull();
        Problems.ShouldStartWith($"x:1:1: error: ");
        Problems.ShouldContain(wanted);
    }

    [ProgramFact("git")]
    public async Task A_replacement_does_not_change_a_commit()
    {
        using var folder = await GitFolder.CreateAsync();
        folder.Write("x", "old");
        var old = await folder.Commit();
        folder.Write("x", "new");
        await folder.Commit();
        await folder.Git("replace", old, "HEAD");
        using var repository = CommitTreeTests.Open(folder.Path);
        CommitTreeTests.Tree(repository, old).ReadText("x", _diagnostics)!.Text.ShouldBe("old");
    }

    [ProgramFact("git")]
    public async Task Names_that_lead_elsewhere_are_errors()
    {
        using var folder = await GitFolder.CreateAsync();
        folder.Write("x", "");
        await folder.Commit();
        var blob = await folder.Git("rev-parse", "HEAD:x");
        foreach (var (name, problem) in new[] { ("..", "there is a file named '..'"), ("a/b", "there is a file named 'a/b'"), ("b\xE4r", "the name of the file 'b\uFFFDr' is not valid UTF-8") })
        {
            byte[] content = [.. Encoding.Latin1.GetBytes($"100644 {name}\0"), .. Convert.FromHexString(blob)];
            var commit = await CommitOf(folder, content);
            using var repository = CommitTreeTests.Open(folder.Path);
            var diagnostics = new DiagnosticBag();
            CommitTreeTests.Tree(repository, commit).List("", diagnostics).ShouldBeEmpty();
            diagnostics.Single().ToString().ShouldBe($".:1:1: error: the commit {commit} cannot be read: {problem}");
        }
    }

    [ProgramFact("git")]
    public async Task Folders_that_multiply_come_to_an_end()
    {
        using var folder = await GitFolder.CreateAsync();
        folder.Write("x", "");
        await folder.Commit();
        byte[] Twice(string hash) => [.. "40000 a\0"u8, .. Convert.FromHexString(hash), .. "40000 b\0"u8, .. Convert.FromHexString(hash)];
        var hash = await folder.Git("rev-parse", "HEAD^{tree}");
        for (var level = 0; level < 40; level++)
            hash = await Store(folder, Twice(hash));
        var wide = await folder.Git("commit-tree", "-m", "m", hash);
        for (var level = 0; level < 80; level++)
            hash = await Store(folder, Twice(hash));
        var deep = await folder.Git("commit-tree", "-m", "m", hash);
        using var repository = CommitTreeTests.Open(folder.Path);
        CommitTreeTests.Tree(repository, wide).List("", _diagnostics);
        _diagnostics.Single().Message.ShouldBe("there are more than 1000000 files");
        CommitTreeTests.Tree(repository, deep).List("", _diagnostics);
        _diagnostics.Last().Message.ShouldBe("folders are nested deeper than 100 levels");
    }

    private static async Task<string> CommitOf(GitFolder folder, byte[] tree) => await folder.Git("commit-tree", "-m", "m", await Store(folder, tree));

    private static async Task<string> Store(GitFolder folder, byte[] tree)
    {
        await File.WriteAllBytesAsync(folder[".git/tree"], tree);
        return await folder.Git("hash-object", "-t", "tree", "-w", "--literally", ".git/tree");
    }
}
