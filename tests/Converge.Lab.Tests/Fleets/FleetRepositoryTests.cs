using Converge.Lab.Fleets;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Lab.Tests.Fleets;

public sealed class FleetRepositoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Each_state_of_the_tree_is_a_commit_after_the_one_before()
    {
        _folder.Write("tree/nodes/lab.yaml", "- name: one\n");
        _folder.Write("tree/.gitignore", "ignored\n");
        _folder.Write("tree/notes.txt", "none of the fleet's\n");
        var first = await CommitAsync();
        (await CommitAsync()).ShouldBe(first);
        _folder.Write("tree/notes.txt", "others\n");
        (await CommitAsync()).ShouldBe(first);
        _folder.Write("tree/recipes/web/ignored", "still a part of it\n");
        var second = await CommitAsync();
        (await GitAsync("rev-list", "main")).ShouldBe($"{second}\n{first}\n");
        (await GitAsync("ls-tree", "-r", "--name-only", "main")).ShouldBe("nodes/lab.yaml\nrecipes/web/ignored\n");
        // What was there comes back as something new: an agent goes forward only.
        File.Delete(_folder["tree/recipes/web/ignored"]);
        (await CommitAsync()).ShouldNotBeOneOf(first, second);
        (await GitAsync("rev-parse", "main^{tree}")).ShouldBe(await GitAsync("rev-parse", $"{first}^{{tree}}"));
    }

    public void Dispose() => _folder.Dispose();

    private Task<string> CommitAsync() => FleetRepository.CommitAsync(_folder["tree"], _folder["repositories"], CancellationToken.None);

    private async Task<string> GitAsync(params string[] arguments)
    {
        var run = await ProgramRun.Of("git", [$"--git-dir={_folder["repositories/fleet.git"]}", .. arguments]);
        run.ExitCode.ShouldBe(0, run.Error);
        return run.Output;
    }
}
