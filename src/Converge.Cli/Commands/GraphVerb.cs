using Converge.Catalogs;
using Converge.Catalogs.Graphs;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Graphs;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Cli.Commands;

internal sealed class GraphVerb : Verb
{
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given, dot is for Graphviz", "text|dot|svg|json");

    public override string Name => "graph";

    public override string Summary => "show which recipes there are, and what they have to do with each other";

    public override Parameter[] Parameters => [ChosenNode.Option, Workspace.Folder, Workspace.Revision, Workspace.Nodes, Format];

    public override string Example =>
        """
        $ mkdir -p recipes/base recipes/web roles
        $ printf 'name: base\nversion: 1.0.0\n' >recipes/base/recipe.yaml
        $ printf 'name: web\nversion: 1.2.0\ndepends: {base: "1.*"}\n' >recipes/web/recipe.yaml
        $ printf 'name: web\nrecipes: [web]\n' >roles/web.yaml
        $ converge graph
        role web
          web 1.2.0
            base 1.0.0
        $ converge graph --format svg >recipes.svg
        """;

    public override int Run(Invocation invocation)
    {
        using var workspace = Workspace.Open(invocation);
        var fleet = workspace.Read(invocation);
        var graph = invocation.Has(ChosenNode.Option) ? OfNode(invocation, fleet, workspace) : GraphBuilder.OfTree(fleet);
        Standard.Output((invocation.Has(Format) ? invocation[Format] : "text") switch
        {
            "dot" => DotText.Of(graph),
            "svg" => SvgText.Of(graph),
            "json" => $"{JsonText.Write(Value.From(GraphDocument.Of(graph)), new(Indent: 2))}\n",
            _ => GraphText.Of(graph),
        });
        return 0;
    }

    private static RecipeGraph OfNode(Invocation invocation, Fleet fleet, Workspace workspace)
    {
        var node = ChosenNode.Read(invocation, fleet);
        var result = fleet.Compile(node);
        return result.Catalog is { } catalog
            ? GraphBuilder.OfNode(fleet, node, catalog)
            : throw new ComplaintException([.. result.Diagnostics.Where(static problem => problem.Severity == Severity.Error)], workspace.Find);
    }
}
