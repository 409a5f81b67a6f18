using Converge.Cli.Tests.CommandLines;
using Converge.Testing;
using Shouldly;

namespace Converge.Cli.Tests.Lab;

/// <summary>The examples of the verbs of the lab, which build on each other: in a lab beside that of whoever works here.</summary>
public sealed class LabExampleTests
{
    [RootProgramFact("systemd-nspawn", "mmdebstrap", "gcc")]
    public async Task The_example_in_the_help_of_every_verb_of_the_lab_is_true()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["recipes", "roles", "environments", "nodes", "lab"])
            Directory.CreateSymbolicLink(Path.Combine(folder.Path, name), Path.Combine(SourceTree.Root, name));
        var settings = $"export CONVERGE_LABS={folder.Path}/labs\n";
        try
        {
            foreach (var name in Verbs.Names.Where(static name => Verbs.GroupOf(name) == "lab"))
            {
                var session = ShellSession.Parse(Verbs.Find(name)!.Example, indent: "");
                session.Steps.ShouldNotBeEmpty();
                (await session.Run(folder.Path, settings, hasErrors: false)).ShouldBe(session.Text);
            }
        }
        finally
        {
            await BuiltProgram.Shell($"{settings}for lab in {folder.Path}/labs/*; do converge lab down --now --name \"${{lab##*/}}\"; done", folder.Path);
        }
    }
}
