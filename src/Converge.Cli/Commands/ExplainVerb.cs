using Converge.Catalogs.Explanations;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Explanations;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Cli.Commands;

internal sealed class ExplainVerb : Verb
{
    private static readonly Parameter What = new("WHAT", "an attribute 'web.workers', a resource 'service[nginx]', a search 'peers.backends', or a recipe");
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");

    public override string Name => "explain";

    public override string Summary => "say where something on a node comes from, or why it is not there";

    public override Parameter[] Parameters => [What, ChosenNode.Option, Workspace.Folder, Workspace.Revision, Workspace.Nodes, Format];

    public override string Example =>
        """
        $ mkdir -p recipes/web roles environments nodes
        $ printf 'name: web\nversion: 1.0.0\nattributes: {workers: 4}\n' >recipes/web/recipe.yaml
        $ printf 'name: web\nrecipes: [web]\nattributes: {web: {workers: 8}}\n' >roles/web.yaml
        $ echo 'name: production' >environments/production.yaml
        $ printf -- '- name: web1.example.com\n  environment: production\n  roles: [web]\n' >nodes/web.yaml
        $ converge explain web.workers --node web1
        web.workers = 8
             4  default of recipe web  recipes/web/recipe.yaml:3:23
          *  8  role web               roles/web.yaml:3:29
        """;

    public override int Run(Invocation invocation)
    {
        using var workspace = Workspace.Open(invocation);
        var fleet = workspace.Read(invocation);
        var node = ChosenNode.Read(invocation, fleet);
        var explainer = new Explainer(fleet, node);
        var explanation = explainer.Explain(invocation[What]);
        var errors = explainer.Diagnostics.Where(static problem => problem.Severity == Severity.Error).ToList();
        if (errors.Count > 0)
            Complaint.Write(errors, workspace.Find);
        if (explanation is NoExplanation unknown)
            return Complaint.Write(unknown.Problem, unknown.Hint);
        Standard.Output(invocation.Has(Format) && invocation[Format] == "json"
            ? JsonText.Write(Value.From(ExplanationDocument.Of(explanation, node.Name)), new(Indent: 2)) + "\n"
            : ExplanationText.Of(explanation, node.Name));
        return errors.Count > 0 ? 1 : 0;
    }
}
