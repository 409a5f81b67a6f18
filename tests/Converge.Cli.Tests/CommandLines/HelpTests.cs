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
}
