using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Language.Text;
using Converge.Recipes;
using Converge.Recipes.Pages;

namespace Converge.Cli.Commands;

internal sealed class DocsVerb : Verb
{
    private static readonly Parameter Chosen = new("RECIPE", "only this one; if not given, all of them", optional: true);
    private static readonly Parameter Output = new("--output", "write a page for each recipe, and a README.md that lists them, to this folder; pages of recipes that are gone are removed", "DIR");
    private static readonly Parameter Check = new("--check", "with --output: write nothing; exit with 1 if a page is out of date, and print which");

    public override string Name => "docs";

    public override string Summary => "print the reference of the recipes: attributes with their comments, peers, types, ports, checks";

    public override Parameter[] Parameters => [Chosen, Output, Check, Workspace.Folder, Workspace.Revision];

    public override string Example =>
        """
        $ mkdir -p recipes/web
        $ cat >recipes/web/recipe.yaml <<'END'
        > name: web
        > version: 1.0.0
        > summary: nginx with one site
        > attributes:
        >   # What the site is called.
        >   name: null
        >   workers: 4  # one for each core
        > checks:
        >   - tcp: 80
        > END
        $ converge docs web
        # web

        nginx with one site

        Version 1.0.0. In no role.

        ## Attributes

        | name | must be | default | meaning |
        |---|---|---|---|
        | `web.name` |  | *required* | What the site is called. |
        | `web.workers` | a whole number | `4` | one for each core |

        ## Checks

        | check | only when |
        |---|---|
        | `tcp: 80` |  |
        $ converge docs --output docs/recipes
        wrote docs/recipes/README.md
        wrote docs/recipes/web.md
        """;

    public override int Run(Invocation invocation)
    {
        if (invocation.Has(Chosen) && invocation.Has(Output))
            throw new UserException("'--output' is for all recipes", "without it the page of one is printed");
        if (invocation.Has(Check) && !invocation.Has(Output))
            throw new UserException("'--check' needs '--output', the folder whose pages are checked");
        using var workspace = Workspace.Open(invocation);
        var tree = workspace.Read(invocation).Tree;
        var recipes = invocation.Has(Chosen) ? [Find(tree, invocation[Chosen])] : tree.RecipeNames.Select(tree.FindRecipe).OfType<Recipe>().ToList();
        if (recipes.Count == 0)
            throw new UserException("there is no recipe", "'converge new recipe NAME' makes one");
        var errors = recipes.SelectMany(static recipe => recipe.Diagnostics).Where(static problem => problem.Severity == Severity.Error).ToList();
        if (errors.Count > 0)
            return Complaint.Write(errors, workspace.Find);
        if (invocation.Has(Output))
            return new PageFolder(invocation[Output], invocation.Has(Check)).Update([.. RecipePages.Of(tree)]) || !invocation.Has(Check) ? 0 : 1;
        Standard.Output(string.Join('\n', recipes.Select(recipe => RecipePages.Of(tree, recipe))));
        return 0;
    }

    private static Recipe Find(RecipeTree tree, string name) =>
        tree.FindRecipe(name) ?? throw new UserException($"there is no recipe '{name}'", Suggestions.Hint(name, tree.RecipeNames));
}
