using System.Diagnostics;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Plans;
using Converge.Linux;
using Converge.Linux.Machine;
using Converge.Plans;

namespace Converge.Cli.Commands;

internal sealed class WhyRunVerb : Verb
{
    private const int ChangesPending = 2;

    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");
    private static readonly Parameter DetailedExitCodes = new("--detailed-exitcodes", "exit with 2 if anything would change");

    public override string Name => "why-run";

    public override string Summary => "show what would change on this machine, and change nothing";

    public override Parameter[] Parameters => [ThisMachine.Role, ThisMachine.Environment, ChosenNode.Option, Workspace.Folder, Workspace.Revision, Workspace.Nodes, KeptState.Folder, ChosenIdentity.Option, Format, DetailedExitCodes];

    public override string Example =>
        """
        $ mkdir -p recipes/web roles
        $ printf 'name: web\nversion: 1.0.0\nresources:\n  - directory: /srv/no-such-site\n' >recipes/web/recipe.yaml
        $ printf 'name: web\nrecipes: [web]\n' >roles/web.yaml
        $ converge why-run --role web --format json | grep -A 3 '"id"'
              "id": "directory[/srv/no-such-site]",
              "recipe": "web",
              "at": "recipes/web/recipe.yaml:4:5",
              "status": "change",
        """;

    public override int Run(Invocation invocation)
    {
        var clock = Stopwatch.StartNew();
        using var workspace = Workspace.Open(invocation);
        if (ThisMachine.Compile(invocation, workspace, needsSecrets: false) is not { } compiled)
            return 1;
        using var state = KeptState.Open(invocation);
        using var machine = new LinuxMachine(boots: state.Boots);
        var plan = new Planner(Builtins.ResourceTypes, machine).PlanAsync(compiled.Catalog, state.Journal.Read()).GetAwaiter().GetResult();
        var json = invocation.Has(Format) && invocation[Format] == "json";
        Standard.Output(json ? PlanDocument.ToJson(plan) : new PlanText(Terminal.ShowsOutput && Terminal.WantsColour).Render(plan, clock.Elapsed));
        return plan.HasChanges && invocation.Has(DetailedExitCodes) ? ChangesPending : 0;
    }
}
