using Converge.Cli.Commands;
using Converge.Cli.Commands.Agents;
using Converge.Cli.Commands.Lab;
using Converge.Cli.Commands.Nodes;
using Converge.Cli.Commands.Secrets;
using Converge.Cli.Commands.Servers;

namespace Converge.Cli;

/// <summary>The verbs of the command line: the table of contents of the folder <c>Commands</c>.</summary>
internal static class Verbs
{
    /// <summary>Verbs of several words share those before the last one. What begins others may be a verb, too.</summary>
    public static readonly (string Name, string Summary)[] Groups =
    [
        ("secret", "values that only some may read, encrypted in git"),
        ("agent", "who keeps this machine as its roles say"),
        ("node", "the nodes that a server knows"),
        ("server", "who knows the nodes"),
        ("server token", "what machines enrol with"),
        ("server operator", "who may look at the nodes, and order them about"),
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
        "docs" => new DocsVerb(),
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
        "audit" => new AuditVerb(),
        "node list" => new NodeListVerb(),
        "node show" => new NodeShowVerb(),
        "node run" => new NodeRunVerb(),
        "node revoke" => new NodeRevokeVerb(),
        "node remove" => new NodeRemoveVerb(),
        "agent" => new AgentVerb(),
        "agent status" => new AgentStatusVerb(),
        "agent run" => new AgentRunVerb(),
        "enrol" => new EnrolVerb(),
        "server" => new ServerVerb(),
        "server export" => new ServerExportVerb(),
        "server import" => new ServerImportVerb(),
        "server token create" => new TokenCreateVerb(),
        "server token list" => new TokenListVerb(),
        "server token remove" => new TokenRemoveVerb(),
        "server operator create" => new OperatorCreateVerb(),
        "server operator list" => new OperatorListVerb(),
        "server operator remove" => new OperatorRemoveVerb(),
        _ => FindOfLab(name),
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
        "docs",
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
        "audit",
        "node list",
        "node show",
        "node run",
        "node revoke",
        "node remove",
        "agent",
        "agent status",
        "agent run",
        "enrol",
        "server",
        "server export",
        "server import",
        "server token create",
        "server token list",
        "server token remove",
        "server operator create",
        "server operator list",
        "server operator remove",
        "lab up",
        "lab status",
        "lab exec",
        "lab shell",
        "lab load",
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

    public static bool IsGroup(string name) => Array.Exists(Groups, group => group.Name == name);

    /// <summary>The words of a verb before the last one; null if it has only one.</summary>
    public static string? GroupOf(string name) => name.LastIndexOf(' ') is > 0 and var space ? name[..space] : null;

    public static string LastWordOf(string name) => name[(name.LastIndexOf(' ') + 1)..];

    /// <summary>What there is below a group, or at the top: the verbs in their order, then the groups.</summary>
    public static IEnumerable<(string Name, string Summary)> Below(string? group) =>
        Names.Where(name => GroupOf(name) == group).Select(static name => (name, Find(name)!.Summary))
            .Concat(Groups.Where(below => GroupOf(below.Name) == group && Array.IndexOf(Names, below.Name) < 0));

    /// <summary>As many of the first words as are a verb or a group, at least one; whatever that one is.</summary>
    public static (string Name, int Words) Split(string[] words)
    {
        var (name, count) = (words[0], 1);
        while (count < words.Length && IsGroup(name) && $"{name} {words[count]}" is var longer && (IsGroup(longer) || Find(longer) is not null))
            (name, count) = (longer, count + 1);
        return (name, count);
    }

    private static Verb? FindOfLab(string name) => name switch
    {
        "lab up" => new LabUpVerb(),
        "lab status" => new LabStatusVerb(),
        "lab exec" => new LabExecVerb(),
        "lab shell" => new LabShellVerb(),
        "lab net" => new LabNetVerb(),
        "lab load" => new LabLoadVerb(),
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
}
