using System.Text;
using Converge.Agent.Control;
using Converge.Cli.Output;
using Converge.Cli.Output.Reports;
using Converge.Linux.State;
using Converge.Reports;

namespace Converge.Cli.Commands.Agents;

internal sealed class AgentRunVerb : Verb
{
    private const int Failed = 4;
    private const int Unhealthy = 5;

    private static readonly Parameter AllowOlder = new("--allow-older", "also if that means to go back to an older commit");
    private static readonly Parameter Format = new("--format", "how the report is printed; text if not given", "text|json");

    public override string Name => "agent run";

    public override string Summary => "let the agent of this machine run now, and wait for it";

    public override Parameter[] Parameters => [AllowOlder, AgentSettings.State, Format];

    public override string Example =>
        """
        $ converge agent run --state nowhere 2>&1 | grep -o 'no agent listens'
        no agent listens
        """;

    public override int Run(Invocation invocation)
    {
        var folder = invocation.Has(AgentSettings.State) ? invocation[AgentSettings.State] : StateFolder.Usual;
        var json = Encoding.UTF8.GetBytes(ControlClient.AskAsync(folder, invocation.Has(AllowOlder) ? "run older" : "run", CancellationToken.None).GetAwaiter().GetResult());
        var report = ReportReader.Read(json);
        if (invocation.Has(Format) && invocation[Format] == "json")
            Standard.Output(json);
        else
            Standard.Output(new ReportText(Terminal.ShowsOutput && Terminal.WantsColour).Render(report));
        return report.Status switch { RunStatus.Failed => Failed, RunStatus.Unhealthy => Unhealthy, _ => 0 };
    }
}
