using System.Text.Json;
using Converge.Language.Cases;
using Converge.Testing.Machines;

namespace Converge.Lab.Tests.Resources;

/// <summary>A case in a node: it is made as the case says, planned, applied, and applied again.</summary>
internal sealed class ContainerRun(CaseNode node, CaseFile file)
{
    private readonly bool _runsGuards = MachineLines.Of(file).OfType<GuardsRunLine>().Any();
    private readonly SessionLine? _session = MachineLines.Of(file).OfType<SessionLine>().FirstOrDefault();

    /// <summary>What came out, by the names of the sections of a case.</summary>
    public async Task<Dictionary<string, string>> RunAsync(string library)
    {
        var (code, output, error) = await node.RunAsync(["sh", "-s"], library + ContainerScript.Of(file));
        if (code != 0)
            throw new InvalidOperationException($"the machine of the case could not be made ({code}): {output}{error}");
        var came = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!_runsGuards)
        {
            var plan = await ConvergeAsync("why-run");
            came["changes"] = RunText.Changes(plan, "status");
            came["steps"] = RunText.Steps(plan);
            came["refreshes"] = RunText.Refreshes(plan);
        }
        if (ContainerCase.Of(file).PlanOnly is not null)
            return came;
        var first = await ConvergeAsync("apply", "--yes");
        if (_runsGuards)
            came["changes"] = RunText.Changes(first, "planned");
        came["container outcome"] = RunText.Outcome(first);
        came["container again"] = RunText.Changes(await ConvergeAsync("apply", "--yes"), "planned");
        return came;
    }

    private async Task<JsonElement> ConvergeAsync(string verb, params string[] options)
    {
        string[] environment = _session is { } session ? [$"SSH_CONNECTION={session.From} 50000 {session.To} {session.Port}"] : [];
        var (code, output, error) = await node.RunAsync(
            ["env", $"DOTNET_ROOT={CasesLab.Runtime}", .. environment, "timeout", "100", CasesLab.Program, verb, "--tree", ContainerScript.Tree, "--role", ResourceTree.Role, "--environment", ResourceTree.Role, "--format", "json", .. options],
            "");
        try
        {
            using var document = JsonDocument.Parse(output);
            return document.RootElement.Clone();
        }
        catch (JsonException notJson)
        {
            throw new InvalidOperationException($"'converge {verb}' ended with {code} and said: {output}{error}", notJson);
        }
    }
}
