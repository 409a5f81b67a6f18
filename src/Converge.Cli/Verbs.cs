using Converge.Cli.Commands;
using Converge.Cli.Commands.Lab;
using Converge.Cli.Commands.Secrets;

namespace Converge.Cli;

/// <summary>The verbs of the command line: the table of contents of the folder <c>Commands</c>.</summary>
internal static class Verbs
{
    /// <summary>Verbs of two words share the first one.</summary>
    public static readonly (string Name, string Summary)[] Groups = 
    [
        ("secret", "values that only some may read, encrypted in git"),
        ("lab", "a real fleet on this machine, to try things on"),
    ];

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
        "secret set" => new SecretSetVerb(),
        "secret get" => new SecretGetVerb(),
        "secret edit" => new SecretEditVerb(),
        "secret list" => new SecretListVerb(),
        "secret rekey" => new SecretRekeyVerb(),
        "secret rotate" => new SecretRotateVerb(),
        "secret key" => new SecretKeyVerb(),
        "lab up" => new LabUpVerb(),
        "lab status" => new LabStatusVerb(),
        "lab exec" => new LabExecVerb(),
        "lab shell" => new LabShellVerb(),
        "lab net" => new LabNetVerb(),
        "lab copy" => new LabCopyVerb(),
        "lab logs" => new LabLogsVerb(),
        "lab start" => new LabPowerVerb("start"),
        "lab stop" => new LabPowerVerb("stop"),
        "lab kill" => new LabPowerVerb("kill"),
        "lab cut" => new LabPowerVerb("cut"),
        "lab heal" => new LabPowerVerb("heal"),
        "lab test" => new LabTestVerb(),
        "lab down" => new LabDownVerb(),
        LabKeepVerb.Words => new LabKeepVerb(),
        _ => null,
    };

    /// <summary>All that people use, in the order of the help.</summary>
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
        "secret set",
        "secret get",
        "secret edit",
        "secret list",
        "secret rekey",
        "secret rotate",
        "secret key",
        "lab up",
        "lab status",
        "lab exec",
        "lab shell",
        "lab net",
        "lab copy",
        "lab logs",
        "lab start",
        "lab stop",
        "lab kill",
        "lab cut",
        "lab heal",
        "lab test",
        "lab down",
    ];

    public static bool IsGroup(string word) => Array.Exists(Groups, group => group.Name == word);

    /// <summary>The first word of a verb of two; null for others.</summary>
    public static string? GroupOf(string name) => name.IndexOf(' ') is > 0 and var space ? name[..space] : null;
}
