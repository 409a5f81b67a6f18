using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Recipes.Skeletons;

namespace Converge.Cli.Commands;

internal sealed class NewVerb : Verb
{
    private static readonly Parameter Kind = new("KIND", "recipe, role, environment or node");
    private static readonly Parameter NewName = new("NAME", "what it is to be called");

    public override string Name => "new";

    public override string Summary => "begin a recipe, a role, an environment or a node";

    public override Parameter[] Parameters => [Kind, NewName, Workspace.Folder];

    public override string Example =>
        """
        $ converge new recipe web
        made recipes/web/recipe.yaml
        made recipes/web/templates/web.conf.sbn
        next: 'converge new role web' makes a role that brings it to nodes; 'converge lint' checks it
        """;

    public override int Run(Invocation invocation)
    {
        using var workspace = Workspace.OpenOrBegin(invocation);
        var tree = workspace.ReadFolder().Tree;
        if (SkeletonKinds.Make(invocation[Kind], invocation[NewName], tree, out var problem) is not { } skeleton)
            throw new UserException(problem.Message, problem.Hint);
        foreach (var file in skeleton.Files)
            workspace.RefuseToReplace(file.Path);
        foreach (var file in skeleton.Files)
        {
            workspace.WriteNew(file.Path, file.Text);
            Standard.Output($"made {workspace.NameOf(file.Path)}\n");
        }
        Standard.Output($"next: {skeleton.Next}\n");
        return 0;
    }
}
