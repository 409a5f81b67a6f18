using System.Text.Json;
using Converge.Lab.Fleets;
using Converge.Protocol;

namespace Converge.Lab.Converging;

/// <summary>The server of a lab's fleet, which is one of its nodes. It is asked there, by root of that machine.</summary>
public sealed class LabServer(LabClient lab, LabNode node) : IDisposable
{
    private const int Port = 7443;
    private const string Repository = "/var/lib/converge-server/repository.git";

    private static readonly TimeSpan MirrorPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // Whoever waits asks for all, and one question at a time answers everybody.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(300);

    private readonly SemaphoreSlim _turn = new(1);
    private IReadOnlyList<NodeSummary> _nodes = [];
    private long _asked;

    public LabNode Node { get; } = node;

    public string Url { get; } = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"https://{node.Fqdn}:{Port}");

    /// <summary>A token with which one node can enrol, once.</summary>
    public async Task<EnrolmentToken> MakeTokenAsync(LabNode of, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(of);
        // It may have been there before, and be made anew.
        var json = await AskAsync(["converge", "server", "token", "create", "--name", of.Fqdn, "--replace", "--ttl", "10m", "--format", "json"], cancel).ConfigureAwait(false);
        return JsonSerializer.Deserialize(json, ProtocolJson.Default.EnrolmentToken)!;
    }

    /// <summary>What is known of a node; null if nothing is.</summary>
    public async Task<NodeSummary?> FindAsync(LabNode wanted, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        await _turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_asked == 0 || TimeProvider.System.GetElapsedTime(_asked) > Fresh)
            {
                var json = await AskAsync(["converge", "node", "list", "--format", "json"], cancel).ConfigureAwait(false);
                _nodes = JsonSerializer.Deserialize($$"""{"items":{{json}}}""", ProtocolJson.Default.PageNodeSummary)!.Items;
                _asked = TimeProvider.System.GetTimestamp();
            }
            return _nodes.FirstOrDefault(node => node.Name == wanted.Fqdn);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends when it has fetched a commit.</summary>
    public async Task AwaitAsync(string commit, CancellationToken cancel)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var ran = await lab.RunAsync(Node.Name, ["git", $"--git-dir={Repository}", "rev-parse", "--verify", "--quiet", $"refs/heads/{LabGit.Branch}"], "", cancel).ConfigureAwait(false);
            if (ran.Output.Trim() == commit)
                return;
            if (TimeProvider.System.GetElapsedTime(start) > MirrorPatience)
                throw new LabException($"the server in '{Node.Name}' does not fetch the tree", $"'converge lab logs {Node.Name} --unit converge-server' tells why");
            await Task.Delay(Pause, cancel).ConfigureAwait(false);
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<string> AskAsync(string[] command, CancellationToken cancel)
    {
        var ran = await lab.RunAsync(Node.Name, command, "", cancel).ConfigureAwait(false);
        return ran.ExitCode == 0 ? ran.Output : throw new LabException($"'{string.Join(' ', command.Take(3))}' in '{Node.Name}' ended with {ran.ExitCode}: {ran.Error.Trim()}");
    }
}
