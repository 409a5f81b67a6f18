using System.Globalization;
using Converge.Agent.Control;
using Converge.Cli.Output;
using Converge.Language.Values;
using Converge.Linux.State;

namespace Converge.Cli.Commands.Agents;

internal sealed class AgentStatusVerb : Verb
{
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");

    public override string Name => "agent status";

    public override string Summary => "tell what the agent of this machine does, and when it runs next";

    public override Parameter[] Parameters => [AgentSettings.State, Format];

    public override string Example =>
        """
        $ converge agent status --state nowhere 2>&1 | grep -o 'no agent listens'
        no agent listens
        """;

    public override int Run(Invocation invocation)
    {
        var folder = invocation.Has(AgentSettings.State) ? invocation[AgentSettings.State] : StateFolder.Usual;
        var json = ControlClient.AskAsync(folder, "status", CancellationToken.None).GetAwaiter().GetResult();
        if (invocation.Has(Format) && invocation[Format] == "json")
            Standard.Output(JsonText.Write(JsonText.Read(json), new(Indent: 2)) + "\n");
        else
            Standard.Output(Text(AgentStatus.Read(json)));
        return 0;
    }

    private static string Text(AgentStatus status)
    {
        List<string[]> rows =
        [
            ["node", status.Node],
            ["version", status.Version],
            ["running since", Time(status.Started)],
            ["now", status.Doing ?? "waiting"],
            ["last run", status.LastRun is { } run ? $"{run.Number} {run.Status}, ended {Time(run.End)}" : "none yet"],
            ["next run", Time(status.NextRun)],
            ["environment", status.Environment ?? "-"],
            ["commit", status.Commit ?? "-"],
            ["server", Server(status)],
            ["reports waiting", status.Waiting.ToString(CultureInfo.InvariantCulture)],
            ["certificate until", Time(status.CertificateEnd)],
            ["repairs", status.Repairs is { } repairs ? repairs.ToString(CultureInfo.InvariantCulture) : "off"],
        ];
        var problem = status.LastRun?.Problem is { } reason ? $"\n{reason}\n" : "";
        return Table.Print(rows) + problem;
    }

    private static string Server(AgentStatus status) => status switch
    {
        { Server: null } => "none",
        { IsReachable: null } => $"{status.Server}, not asked yet",
        { IsReachable: true } => $"{status.Server}, reachable since {Time(status.Since)}",
        _ => $"{status.Server}, not reachable since {Time(status.Since)}: {status.Problem}",
    };

    private static string Time(DateTimeOffset? time) => time is { } moment ? $"{moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC" : "-";
}
