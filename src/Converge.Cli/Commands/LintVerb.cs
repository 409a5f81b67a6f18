using Converge.Catalogs;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Cli.Commands;

internal sealed class LintVerb : Verb
{
    private static readonly Parameter Files = new("FILE", "show only what is wrong in these files or folders", repeats: true, optional: true);
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");

    public override string Name => "lint";

    public override string Summary => "check everything that can be known without a machine";

    public override Parameter[] Parameters => [Files, Workspace.Folder, Workspace.Revision, Workspace.Nodes, Format];

    public override string Example =>
        """
        $ mkdir -p recipes/web roles
        $ printf 'name: web\nversion: 1.0.0\nresources:\n  - service: nginx\n    runing: true\n' >recipes/web/recipe.yaml
        $ converge lint
        recipes/web/recipe.yaml:5:5: error: service[nginx] has no property 'runing'
          hint: did you mean 'running'?
        """;

    public override int Run(Invocation invocation)
    {
        using var workspace = Workspace.Open(invocation);
        var wanted = invocation.All(Files);
        var problems = FleetCheck.Run(workspace.Read(invocation)).Where(problem => wanted.Count == 0 || wanted.Exists(path => IsIn(problem.At.File, path))).ToList();
        if (invocation.Has(Format) && invocation[Format] == "json")
            Standard.Output(ToJson(problems));
        else if (problems.Count > 0)
            Complaint.Write(problems, workspace.Find);
        return problems.Exists(static problem => problem.Severity == Severity.Error) ? 1 : 0;
    }

    private static bool IsIn(string file, string path) =>
        file == path.TrimEnd('/') || file.StartsWith($"{path.TrimEnd('/')}/", StringComparison.Ordinal);

    private static string ToJson(List<Diagnostic> problems) =>
        JsonText.Write(Value.From(new ScriptArray(problems.Select(static problem => Value.From(DiagnosticDocument.Of(problem))))), new(Indent: 2)) + "\n";
}
