using Converge.Catalogs.Cases;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Recipes;

namespace Converge.Cli.Commands;

internal sealed class TestVerb : Verb
{
    private const string UpdateVariable = "CONVERGE_UPDATE";

    private static readonly Parameter Wanted = new("RECIPE", "run only the cases of these recipes, or a file of cases/", repeats: true, optional: true);
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");

    public override string Name => "test";

    public override string Summary => "run the cases of recipes: what is given, and which resources result";

    public override Parameter[] Parameters => [Wanted, Workspace.Folder, Workspace.Revision, Format];

    public override string Example =>
        """
        $ mkdir -p recipes/web/cases roles
        $ printf 'name: web\nversion: 1.0.0\nresources:\n  - service: nginx\n    running: true\n' >recipes/web/recipe.yaml
        $ printf '# a stopped one is started\n-- contains --\n- service: nginx\n  runing: true\n' >recipes/web/cases/service.case
        $ converge test
        recipes/web/cases/service.case:4:11: error: service[nginx] has no 'runing'
          hint: did you mean 'running'?
        0 passed, 1 failed
        """;

    public override int Run(Invocation invocation)
    {
        using var workspace = Workspace.Open(invocation);
        var tree = workspace.Read(invocation).Tree;
        var results = Select(tree, invocation.All(Wanted)).AsParallel().AsOrdered().Select(given => CaseRun.Run(tree, given)).ToList();
        var updated = Environment.GetEnvironmentVariable(UpdateVariable) == "1" ? Update(results, workspace, invocation) : 0;
        if (invocation.Has(Format) && invocation[Format] == "json")
            Standard.Output(JsonText.Write(Value.From(CaseReport.ToDocument(results)), new(Indent: 2)) + "\n");
        else
            Standard.Output(CaseReport.ToText(results, updated, workspace.Find));
        return results.TrueForAll(static result => result.Passed) ? 0 : 1;
    }

    private static List<RecipeCase> Select(RecipeTree tree, List<string> wanted)
    {
        var cases = tree.RecipeNames.SelectMany(name => CaseRun.Find(tree, name)).ToList();
        foreach (var word in wanted)
        {
            if (cases.Exists(given => IsMeant(given, word)))
                continue;
            throw tree.FindRecipe(word) is null
                ? new UserException($"there is no recipe '{word}'", Suggestions.Hint(word, tree.RecipeNames))
                : new UserException($"the recipe '{word}' has no cases", $"they would be in 'recipes/{word}/cases/*.case'");
        }
        if (cases.Count == 0)
            throw new UserException("there are no cases", "they would be in 'recipes/*/cases/*.case'");
        return wanted.Count == 0 ? cases : cases.FindAll(given => wanted.Exists(word => IsMeant(given, word)));
    }

    private static bool IsMeant(RecipeCase given, string word) => word == given.Recipe || word == given.Path || word == given.File.Path;

    /// <summary>Writes what came out into the cases. What cannot be written remains a failure.</summary>
    private static int Update(List<CaseResult> results, Workspace workspace, Invocation invocation)
    {
        if (invocation.Has(Workspace.Revision))
            throw new UserException($"{UpdateVariable}=1 cannot change the cases of a commit", $"leave out '{Workspace.Revision.Name}'");
        var updated = 0;
        for (var position = 0; position < results.Count; position++)
        {
            if (results[position].Updated is not { } file)
                continue;
            workspace.Write(results[position].Case.Path, file.ToString());
            results[position] = results[position].AfterUpdate();
            updated++;
        }
        return updated;
    }
}
