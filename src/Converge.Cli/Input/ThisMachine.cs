using Converge.Catalogs;
using Converge.Cli.Commands;
using Converge.Cli.Output;
using Converge.Language.Text;
using Converge.Linux;
using Converge.Linux.Runs;
using Converge.Nodes;
using Converge.Recipes.Secrets;

namespace Converge.Cli.Input;

/// <summary>The machine that the program runs on, as the node that it is to be.</summary>
internal static class ThisMachine
{
    public static readonly Parameter Role = new("--role", "a role that this machine would have, instead of what nodes/ says", "ROLE", repeats: true);
    public static readonly Parameter Environment = new("--environment", "its environment, with --role; if not given, the only one there is, or 'development'", "NAME");

    /// <summary>What compiling gave; what is wrong has been said. Null if it does not compile.</summary>
    /// <param name="needsSecrets">Whether a secret that cannot be decrypted is an error; else what depends on it is unknown.</param>
    public static CompiledCatalog? Compile(Invocation invocation, Workspace workspace, bool needsSecrets)
    {
        Garbage.Leave();
        var fleet = workspace.Read(invocation);
        var facts = Builtins.ReadFacts(out var warnings);
        Complaint.Write(warnings, static _ => null);
        var node = Choose(invocation, fleet, facts.Find("fqdn").ToString());
        var inputs = fleet.InputsOf(node) with { Facts = facts, Now = TimeProvider.System.GetUtcNow() };
        var result = new MachineSecrets(fleet, node, workspace.Keys ?? (needsSecrets ? SecretKeys.None : null)).Compile(inputs);
        if (result.Diagnostics.Count > 0)
            Complaint.Write(result.Diagnostics, workspace.Find);
        return result.Catalog is { } catalog ? CompiledCatalog.Of(catalog, fleet, node, facts, inputs.Now) : null;
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
        return MadeUp(fqdn, environment, invocation.All(Role), isAssumed: !invocation.Has(Environment));
    }

    /// <summary>A node that no entry of nodes/ is about.</summary>
    public static NodeIdentity MadeUp(string name, string environment, IEnumerable<string> roles, bool isAssumed) => new(name)
    {
        Environment = new(environment) { IsAssumed = isAssumed },
        Roles = [.. roles.Select(static role => new RoleName(role))],
    };

    private static void Require(string what, string name, IEnumerable<string> known)
    {
        if (!known.Contains(name, StringComparer.Ordinal))
            throw new UserException($"there is no {what} '{name}'", Suggestions.Hint(name, known) ?? $"there are {string.Join(", ", known.DefaultIfEmpty("none"))}");
    }
}
