using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Cli.Tests.CommandLines;

public sealed class HelpTests
{
    // Those of the lab need one: see LabTests. Those that ask a server are with it in ServerVerbTests.
    public static TheoryData<string> VerbNames => [.. Verbs.Names.Where(static name => Verbs.GroupOf(name) != "lab" && !Servers.ServerVerbTests.Asks(name))];

    [Theory]
    [MemberData(nameof(VerbNames))]
    public async Task The_example_in_the_help_of_every_verb_is_true(string name)
    {
        using var folder = new TemporaryFolder();
        var help = (await BuiltProgram.Shell($"converge {name} --help", folder.Path)).Output;
        var session = ShellSession.Parse(help[(help.IndexOf("\nexample:\n", StringComparison.Ordinal) + "\nexample:\n".Length)..], indent: "  ");
        session.Steps.ShouldNotBeEmpty();
        (await session.Run(folder.Path)).ShouldBe(session.Text);
    }

    [Fact]
    public async Task The_session_of_the_guide_to_secrets_is_true()
    {
        using var folder = new TemporaryFolder();
        var guide = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs/secrets.md"));
        foreach (var part in guide.Split("```console\n").Skip(1).Select(static part => part.Split("```")[0]))
        {
            var session = ShellSession.Parse(part, indent: "");
            (await session.Run(folder.Path)).ShouldBe(session.Text);
        }
    }

    [Fact]
    public async Task The_session_in_the_readme_is_true()
    {
        using var folder = new TemporaryFolder();
        var readme = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "README.md"));
        var session = ShellSession.Parse(readme.Split("```console\n")[1].Split("```")[0], indent: "");
        (await session.Run(folder.Path)).ShouldBe(session.Text);
    }
}
