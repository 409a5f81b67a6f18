using Converge.Catalogs;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Nodes;
using Converge.Reports;
using System.Security.Cryptography;

namespace Converge.Cli.Commands;

internal sealed class ReplayVerb : Verb
{
    private const int KeyBytes = 32;

    private static readonly Parameter Format = new("--format", "how the catalog is printed; text if not given", "text|json");

    public override string Name => "replay";

    public override string Summary => "compile the catalog of a past run again, from its commit, facts and peers";

    public override Parameter[] Parameters => [KeptState.Run, Workspace.Folder, KeptState.Folder, ChosenIdentity.Option, Format];

    public override string Example =>
        """
        $ git init -q && mkdir -p recipes/web roles
        $ printf 'name: web\nversion: 1.0.0\nresources:\n  - directory: %s/site\n' "$PWD" >recipes/web/recipe.yaml
        $ printf 'name: web\nrecipes: [web]\n' >roles/web.yaml
        $ git add . && git -c user.name=a -c user.email=a@example.com commit -qm site
        $ converge apply --role web --at HEAD --state state >/dev/null
        $ converge replay --state state | grep -c site
        1
        """;

    public override int Run(Invocation invocation)
    {
        using var state = KeptState.Open(invocation);
        var run = KeptState.Find(invocation, state);
        var inputs = Read(state.Runs.ReadInputs(run), run.Number);
        using var workspace = Workspace.Open(invocation, inputs.Inventory);
        var fleet = workspace.ReadCommit(inputs.Commit);
        var result = Compiler.Compile(fleet.InputsOf(Identify(inputs, fleet)) with { Facts = inputs.Facts, Now = inputs.Now });
        if (result.Diagnostics.Count > 0)
            Complaint.Write(result.Diagnostics, workspace.Find);
        if (result.Catalog is not { } catalog)
            return 1;
        var json = invocation.Has(Format) && invocation[Format] == "json";
        Standard.Output(json ? CatalogDocument.ToJson(catalog, RandomNumberGenerator.GetBytes(KeyBytes)) : CatalogText.Of(catalog));
        return WishHash.Of(catalog, inputs.Wishes.Seed) == inputs.Wishes.Sum
            ? 0
            : Complaint.Write($"this is not the catalog that run {run.Number} applied", "a secret, or a tag that a lock names, has changed since; or this is another version of Converge");
    }

    private static RunInputs Read(string? json, long number)
    {
        if (json is null)
            throw new UserException($"nothing is kept of what run {number} was compiled from", "only what was committed can be compiled again: 'converge apply --at HEAD'");
        try
        {
            return RunInputs.Read(json);
        }
        catch (FormatException e)
        {
            throw new UserException(e.Message);
        }
    }

    private static NodeIdentity Identify(RunInputs inputs, Fleet fleet) => inputs.IsMadeUp
        ? ThisMachine.MadeUp(inputs.Node, inputs.Environment, inputs.Roles, isAssumed: !fleet.Tree.Environments.ContainsKey(inputs.Environment))
        : ChosenNode.Find(inputs.Node, fleet);
}
