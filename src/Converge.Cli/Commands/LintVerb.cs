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
        1 error in 1 file
        """;

    public override int Run(Invocation invocation)
    {
        using var workspace = Workspace.Open(invocation);
        var wanted = Wanted(invocation);
        var fleet = workspace.Read(invocation);
        var problems = FleetCheck.Run(fleet, workspace.FindRepository()).Where(problem => wanted.Count == 0 || wanted.Exists(path => IsIn(problem.At.File, path))).ToList();
        if (invocation.Has(Format) && invocation[Format] == "json")
            Standard.Output(ToJson(problems));
        else if (problems.Count > 0)
        {
            Complaint.Write(problems, workspace.Find);
            Standard.Error($"{Summarize(problems)}\n");
        }
        return problems.Exists(static problem => problem.Severity == Severity.Error) ? 1 : 0;
    }

    /// <summary>The files that were asked for, as diagnostics call them.</summary>
    private static List<string> Wanted(Invocation invocation)
    {
        var paths = invocation.All(Files).ConvertAll(static path => Path.GetRelativePath(Directory.GetCurrentDirectory(), path));
        if (invocation.Has(Workspace.Revision))
            return paths.ConvertAll(path => $"{invocation[Workspace.Revision]}:{path}");
        // To find nothing wrong in a file that is not there would be no answer.
        if (paths.Find(static path => !Path.Exists(path)) is { } missing)
            throw new UserException($"there is no file '{missing}'");
        return paths;
    }

    private static bool IsIn(string file, string path) =>
        path == "." || file == path || file.StartsWith($"{path}/", StringComparison.Ordinal);

    private static string Summarize(List<Diagnostic> problems)
    {
        var errors = problems.Count(static problem => problem.Severity == Severity.Error);
        var counts = new[] { (Number: errors, Noun: "error"), (Number: problems.Count - errors, Noun: "warning") };
        return $"{string.Join(", ", counts.Where(static count => count.Number > 0).Select(static count => Count(count.Number, count.Noun)))} in {Count(problems.DistinctBy(static problem => problem.At.File).Count(), "file")}";
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";

    private static string ToJson(List<Diagnostic> problems) =>
        JsonText.Write(Value.From(new ScriptArray(problems.Select(static problem => Value.From(DiagnosticDocument.Of(problem))))), new(Indent: 2)) + "\n";
}
