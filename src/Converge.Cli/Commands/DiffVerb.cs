using Converge.Catalogs;
using Converge.Catalogs.Differences;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Differences;
using Converge.Language.Text;
using Converge.Nodes.Queries;

namespace Converge.Cli.Commands;

internal sealed class DiffVerb : Verb
{
    private const int HasErrors = 1;
    private const int HasDifferences = 2;

    private static readonly Parameter Before = new("REV1", "a branch, tag or commit");
    private static readonly Parameter After = new("REV2", "another one; if not given, the files as they are now", optional: true);
    private static readonly Parameter Select = new("--query", "only nodes that it finds in one of the two, as in 'role:app AND environment:production'", "QUERY");
    private static readonly Parameter Node = new("--node", "only this node", "NODE", repeats: true);
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");
    private static readonly Parameter DetailedExitCodes = new("--detailed-exitcodes", "end with 2 if something differs");

    public override string Name => "diff";

    public override string Summary => "show what changes for which nodes between two commits";

    public override Parameter[] Parameters => [Before, After, Select, Node, Format, DetailedExitCodes, Workspace.Folder, Workspace.Nodes, ChosenIdentity.Option];

    public override string Example =>
        """
        $ mkdir -p recipes/web roles environments nodes
        $ printf 'name: web\nversion: 1.0.0\nresources:\n  - service: nginx\n    running: true\n' >recipes/web/recipe.yaml
        $ printf 'name: web\nrecipes: [web]\n' >roles/web.yaml
        $ echo 'name: production' >environments/production.yaml
        $ printf -- '- name: web%d\n  environment: production\n  roles: [web]\n' 1 2 >nodes/web.yaml
        $ git init --quiet && git add . && git -c user.name=a -c user.email=a@b commit --quiet --message=first
        $ echo '    enabled: true' >>recipes/web/recipe.yaml
        $ converge diff HEAD
        HEAD -> working tree: 2 of 2 nodes differ

        2 nodes: web1 web2
          recipe web
            ~ service[nginx]
                enabled: not set -> true
        """;

    public override int Run(Invocation invocation)
    {
        using var workspace = Workspace.Open(invocation);
        var before = workspace.ReadCommit(invocation[Before]);
        var after = invocation.Has(After) ? workspace.ReadCommit(invocation[After]) : workspace.ReadFolder();
        var query = ReadQuery(invocation, after);
        var nodes = FindNodes(invocation, workspace, before, after).FindAll(node => query is null || node.Matches(query));
        var difference = Compare(nodes);
        var names = new ComparedTrees(new(invocation[Before], before.Tree.Files.Commit), invocation.Has(After) ? new(invocation[After], after.Tree.Files.Commit) : null);
        var asJson = invocation.Has(Format) && invocation[Format] == "json";
        Standard.Output(asJson ? DifferenceDocument.ToJson(difference, names) : new DifferenceText(Terminal.ShowsOutput && Terminal.WantsColour).Render(difference, names));
        // A tree that cannot be read may lack the very nodes that would say so.
        List<Diagnostic> problems = [.. before.Tree.Diagnostics, .. after.Tree.Diagnostics, .. difference.Broken.SelectMany(static node => node.Before.Concat(node.After))];
        problems.RemoveAll(static problem => problem.Severity != Severity.Error);
        if (problems.Count > 0)
            Complaint.Write(problems.Distinct(), workspace.Find);
        return problems.Count > 0 ? HasErrors : invocation.Has(DetailedExitCodes) && !difference.Groups.IsEmpty ? HasDifferences : 0;
    }

    private static FleetDifference Compare(List<NodePair> nodes)
    {
        using var progress = new Progress(nodes.Count, "nodes compared");
        return FleetDifference.Of(nodes, progress.Report);
    }

    private static List<NodePair> FindNodes(Invocation invocation, Workspace workspace, Fleet before, Fleet after)
    {
        if (!invocation.Has(Node))
            return [.. NodePair.All(before, after, workspace.Inventory)];
        var nodes = invocation.All(Node).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => NodePair.Of(name, before, after, workspace.Inventory)).ToList();
        if (nodes.Find(static node => !node.IsDeclared) is { } unknown)
            throw new UserException($"there is no node '{unknown.Name}', neither before nor after", Suggestions.Hint(unknown.Name, NodePair.All(before, after, workspace.Inventory).Select(static node => node.Name)));
        return nodes;
    }

    private static Query? ReadQuery(Invocation invocation, Fleet fleet)
    {
        if (!invocation.Has(Select))
            return null;
        var source = SourceText.From("query", invocation[Select]);
        var problems = new DiagnosticBag();
        if (Query.Parse(source, problems) is not { } query)
            throw new ComplaintException(problems.Sorted(), _ => source);
        problems.AddRange(fleet.Inventory.UnknownFields(query));
        if (problems.Count > 0)
            Complaint.Write(problems.Sorted(), _ => source);
        return query;
    }
}
