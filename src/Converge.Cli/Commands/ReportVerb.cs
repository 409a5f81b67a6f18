using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Reports;
using Converge.Cli.Servers;
using Converge.Protocol;
using Converge.Reports;

namespace Converge.Cli.Commands;

internal sealed class ReportVerb : Verb
{
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");

    public override string Name => "report";

    public override string Summary => "show what a run did, resource by resource";

    public override Parameter[] Parameters => [KeptState.Run, KeptState.Folder, ServerAddress.Flag, Format];

    public override string Example =>
        """
        $ mkdir -p recipes/web roles
        $ printf 'name: web\nversion: 1.0.0\nresources:\n  - directory: %s/site\n' "$PWD" >recipes/web/recipe.yaml
        $ printf 'name: web\nrecipes: [web]\n' >roles/web.yaml
        $ converge apply --role web --state state >/dev/null
        $ converge report --state state | grep -c 'directory.*changed'
        1
        """;

    public override int Run(Invocation invocation)
    {
        if (invocation.Has(ServerAddress.Flag))
            return Ask(invocation);
        using var state = KeptState.Open(invocation);
        var run = KeptState.Find(invocation, state);
        if (invocation.Has(Format) && invocation[Format] == "json")
            Standard.Output(state.Runs.ReadJson(run));
        else
            Standard.Output(new ReportText(Terminal.ShowsOutput && Terminal.WantsColour).Render(state.Runs.Read(run)));
        return 0;
    }

    private static int Ask(Invocation invocation)
    {
        if (!invocation.Has(KeptState.Run))
            throw new UserException($"with '{ServerAddress.Flag.Name}' it must be said which run", $"'converge runs {ServerAddress.Flag.Name}' lists them");
        using var server = ServerConnection.Open(invocation);
        var json = server.Get($"{Routes.Runs}/{Uri.EscapeDataString(invocation[KeptState.Run])}");
        if (invocation.Has(Format) && invocation[Format] == "json")
            Standard.Output(json);
        else
            Standard.Output(new ReportText(Terminal.ShowsOutput && Terminal.WantsColour).Render(ReportReader.Read(json)));
        return 0;
    }
}
