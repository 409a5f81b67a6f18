using System.Diagnostics;
using Converge.Catalogs;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Plans;
using Converge.Language.Text;
using Converge.Linux;
using Converge.Linux.Machine;
using Converge.Nodes;
using Converge.Plans;

namespace Converge.Cli.Commands;

internal sealed class WhyRunVerb : Verb
{
    private const int ChangesPending = 2;

    private static readonly Parameter Role = new("--role", "a role that this machine would have, instead of what nodes/ says", "ROLE", repeats: true);
    private static readonly Parameter Environment = new("--environment", "its environment, with --role; if not given, the only one there is, or 'development'", "NAME");
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");
    private static readonly Parameter DetailedExitCodes = new("--detailed-exitcodes", "exit with 2 if anything would change");

    public override string Name => "why-run";

    public override string Summary => "show what would change on this machine, and change nothing";

    public override Parameter[] Parameters => [Role, Environment, ChosenNode.Option, Workspace.Folder, Workspace.Revision, Workspace.Nodes, Format, DetailedExitCodes];

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
        var fleet = workspace.Read(invocation);
        var facts = Builtins.ReadFacts();
        var result = Compiler.Compile(fleet.InputsOf(Choose(invocation, fleet, facts.Find("fqdn").ToString())) with { Facts = facts });
        if (result.Diagnostics.Count > 0)
            Complaint.Write(result.Diagnostics, workspace.Find);
        if (result.Catalog is not { } catalog)
            return 1;
        using var machine = new LinuxMachine();
        var plan = new Planner(Builtins.ResourceTypes, machine).PlanAsync(catalog).GetAwaiter().GetResult();
        var json = invocation.Has(Format) && invocation[Format] == "json";
        Standard.Output(json ? PlanDocument.ToJson(plan) : new PlanText(Terminal.ShowsOutput && Terminal.WantsColour).Render(plan, clock.Elapsed));
        return plan.HasChanges && invocation.Has(DetailedExitCodes) ? ChangesPending : 0;
    }

    /// <summary>Who this machine is taken for: what the command line says, else what nodes/ says of its name.</summary>
    private static NodeIdentity Choose(Invocation invocation, Fleet fleet, string fqdn)
    {
        if (invocation.Has(Role))
            return invocation.Has(ChosenNode.Option) ? throw new UserException($"'{Role.Name}' and '{ChosenNode.Option.Name}' exclude each other") : MadeUp(invocation, fleet, fqdn);
        if (invocation.Has(Environment))
            throw new UserException($"'{Environment.Name}' goes with '{Role.Name}'");
        if (invocation.Has(ChosenNode.Option))
            return ChosenNode.Read(invocation, fleet);
        return fleet.Find(fqdn, []) ?? throw new UserException($"nodes/ says nothing of this machine, '{fqdn}'", $"'{Role}' gives it a role, '{ChosenNode.Option}' takes it for a node; there are the roles {string.Join(", ", fleet.Tree.Roles.Keys)}");
    }

    private static NodeIdentity MadeUp(Invocation invocation, Fleet fleet, string fqdn)
    {
        const string Usual = "development";
        var names = fleet.Tree.Environments.Keys.ToList();
        var environment = invocation.Has(Environment) ? invocation[Environment] : names is [var only] ? only : Usual;
        if (invocation.Has(Environment))
            Require("environment", environment, names);
        foreach (var role in invocation.All(Role))
            Require("role", role, fleet.Tree.Roles.Keys);
        return new(fqdn)
        {
            Environment = new(environment) { IsAssumed = !invocation.Has(Environment) },
            Roles = [.. invocation.All(Role).Select(static role => new RoleName(role))],
        };
    }

    private static void Require(string what, string name, IEnumerable<string> known)
    {
        if (!known.Contains(name, StringComparer.Ordinal))
            throw new UserException($"there is no {what} '{name}'", Suggestions.Hint(name, known) ?? $"there are {string.Join(", ", known.DefaultIfEmpty("none"))}");
    }
}
