using Converge.Cli.Tests.CommandLines;
using Converge.Testing;
using Shouldly;

namespace Converge.Cli.Tests.Lab;

/// <summary>The examples of the verbs of the lab, which build on each other.</summary>
public sealed class LabExampleTests
{
    [RootProgramFact("systemd-nspawn", "mmdebstrap", "gcc")]
    public async Task The_example_in_the_help_of_every_verb_of_the_lab_is_true()
    {
        await using var tree = await LabTree.MakeAsync();
        foreach (var name in Verbs.Names.Where(static name => Verbs.GroupOf(name) == "lab"))
        {
            var session = ShellSession.Parse(Verbs.Find(name)!.Example, indent: "");
            session.Steps.ShouldNotBeEmpty();
            (await session.Run(tree.Folder, tree.Settings, hasErrors: false)).ShouldBe(session.Text);
        }
    }
}
