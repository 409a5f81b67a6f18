using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Language.Text;
using Converge.Recipes;
using Converge.Recipes.Trees;
using Converge.Recipes.Versions;

namespace Converge.Cli.Commands;

internal sealed class LockVerb : Verb
{
    private static readonly Parameter Environment = new("--environment", "lock only this one; if not given, all of them", "NAME", repeats: true);
    private static readonly Parameter Check = new("--check", "write nothing; exit with 1 if a lock is out of date, and print how");

    public override string Name => "lock";

    public override string Summary => "pin the recipes of the environments to exact versions";

    public override Parameter[] Parameters => [Workspace.Folder, Environment, Check];

    public override string Example =>
        """
        $ git init -q && mkdir -p recipes/web roles environments
        $ printf 'name: web\nversion: 1.0.0\n' >recipes/web/recipe.yaml
        $ printf 'name: web\nrecipes: [web]\n' >roles/web.yaml
        $ printf 'name: production\n' >environments/production.yaml
        $ converge lock
        production: web 1.0.0 is new
        """;

    public override int Run(Invocation invocation)
    {
        using var workspace = Workspace.Open(invocation);
        var tree = workspace.ReadRepositoryFolder().Tree;
        var problems = new DiagnosticBag();
        problems.AddRange(tree.Diagnostics);
        var locksmith = new Locksmith(tree, workspace.Repository, problems);
        var locks = Chosen(tree, invocation).Select(environment => (environment.Name, Lock: locksmith.Lock(environment, problems))).ToList();
        // What several environments have in common is wrong once.
        var distinct = problems.Sorted().DistinctBy(static problem => problem.ToString(), StringComparer.Ordinal).ToList();
        if (distinct.Count > 0)
            Complaint.Write(distinct, workspace.Find);
        if (problems.HasErrors)
            return 1;
        var isCurrent = true;
        foreach (var (name, computed) in locks)
            isCurrent &= Update(workspace, tree, name, computed!, invocation.Has(Check));
        return isCurrent || !invocation.Has(Check) ? 0 : 1;
    }

    private static IEnumerable<FleetEnvironment> Chosen(RecipeTree tree, Invocation invocation)
    {
        if (tree.Environments.IsEmpty)
            throw new UserException("there is no environment to lock", "an environment is a file such as 'environments/production.yaml'");
        if (!invocation.Has(Environment))
            return tree.Environments.Values;
        return invocation.All(Environment).Distinct(StringComparer.Ordinal).Select(name => tree.Environments.GetValueOrDefault(name)
            ?? throw new UserException($"there is no environment '{name}'", Suggestions.Hint(name, tree.Environments.Keys)));
    }

    /// <returns>Whether the lock was as it should be.</returns>
    private static bool Update(Workspace workspace, RecipeTree tree, string environment, LockFile computed, bool checksOnly)
    {
        var path = LockFile.PathOf(environment);
        var before = tree.Files.ReadText(path, []);
        if (before?.Text == computed.Write())
            return true;
        var changes = computed.ChangesSince(before is null ? null : LockFile.Read(before, [])).DefaultIfEmpty(before is null ? "uses no recipe" : "the same, written differently");
        Standard.Output(string.Concat(changes.Select(change => $"{environment}: {change}\n")));
        if (!checksOnly)
            workspace.Write(path, computed.Write());
        return false;
    }
}
