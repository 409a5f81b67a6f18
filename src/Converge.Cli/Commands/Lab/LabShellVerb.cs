using Converge.Cli.Input;
using Converge.Lab.Nodes;

namespace Converge.Cli.Commands.Lab;

internal sealed class LabShellVerb : Verb
{
    public override string Name => "lab shell";

    public override string Summary => "open a shell in a node, as its root";

    public override Parameter[] Parameters => [ChosenLab.Node, ChosenLab.Name];

    public override string Example =>
        """
        $ echo 'echo in $(hostname)' | converge lab shell bastion
        in bastion
        """;

    public override int Run(Invocation invocation)
    {
        var lab = ChosenLab.Open(invocation);
        // At a terminal it gets one of the node, so that programs in there find what they call it.
        string[] command = Console.IsInputRedirected
            ? ["bash", "--login"]
            : ["systemd-run", "--quiet", "--pty", "--collect", "--wait", "--setenv=HOME=/root", $"--setenv=TERM={Environment.GetEnvironmentVariable("TERM") ?? "dumb"}", "--working-directory=/root", "bash", "--login"];
        return Replacement.By(lab.EnteringAsync(invocation[ChosenLab.Node], command, CancellationToken.None).GetAwaiter().GetResult());
    }
}
