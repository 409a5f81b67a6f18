using Converge.Cli.Commands;

namespace Converge.Cli;

/// <summary>The verbs of the command line: the table of contents of the folder <c>Commands</c>.</summary>
internal static class Verbs
{
    /// <summary>Only the verb that is asked for is made.</summary>
    public static Verb? Find(string name) => name switch
    {
        "why-run" => new WhyRunVerb(),
        "apply" => new ApplyVerb(),
        "runs" => new RunsVerb(),
        "report" => new ReportVerb(),
        "undo" => new UndoVerb(),
        "replay" => new ReplayVerb(),
        "diff" => new DiffVerb(),
        "lint" => new LintVerb(),
        "explain" => new ExplainVerb(),
        "graph" => new GraphVerb(),
        "lock" => new LockVerb(),
        "search" => new SearchVerb(),
        "schema" => new SchemaVerb(),
        "new" => new NewVerb(),
        "render" => new RenderVerb(),
        "test" => new TestVerb(),
        "version" => new VersionVerb(),
        _ => null,
    };

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly string[] Names =
    [
        "why-run",
        "apply",
        "runs",
        "report",
        "undo",
        "replay",
        "diff",
        "lint",
        "explain",
        "graph",
        "lock",
        "search",
        "schema",
        "new",
        "render",
        "test",
        "version",
    ];
}
