using System.Collections.Immutable;
using Converge.Cli.Commands;
using Converge.Cli.Commands.Lab;
using Converge.Cli.Output;
using Converge.Cli.Output.Labs;
using Converge.Lab;
using Converge.Lab.Converging;
using Converge.Lab.Fleets;
using Converge.Lab.Images;
using Converge.Lab.Keeping;
using Converge.Lab.Places;

namespace Converge.Cli.Input;

/// <summary>The nodes that a lab is to have, as the command line and the tree say.</summary>
internal sealed class WantedFleet : IDisposable
{
    public static readonly Parameter Environments = new("--environment", $"the environment whose nodes it has; '{UsualEnvironment}' if not given", "NAME");
    public static readonly Parameter Nodes = new("--nodes", "only these nodes, with commas between; if the fleet has a server that is neither among them nor up, each converges from the tree by itself", "NODES");
    public static readonly Parameter Package = new("--package", "the Debian package of Converge that nodes get; if not given, one is built from these sources", "FILE");
    public static readonly Parameter Offline = new("--offline", "take packages only from those that were fetched before");

    private const string UsualEnvironment = "lab";

    private readonly Workspace _workspace;
    private readonly Invocation _invocation;
    private readonly string _environment;
    private readonly byte[] _archive;

    private WantedFleet(Workspace workspace, Invocation invocation)
    {
        _workspace = workspace;
        _invocation = invocation;
        var tree = workspace.ReadFolder();
        _environment = invocation.Has(Environments) ? invocation[Environments] : UsualEnvironment;
        Fleet = LabFleet.Read(tree, _environment);
        Chosen = Fleet.Choose(invocation.Has(Nodes) ? invocation[Nodes].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : []);
        _archive = TreeArchive.Write(tree.Tree.Files);
    }

    /// <summary>All that there could be.</summary>
    public LabFleet Fleet { get; }

    /// <summary>Those that are asked for.</summary>
    public ImmutableArray<LabNode> Chosen { get; }

    public static WantedFleet Read(Invocation invocation)
    {
        var workspace = Workspace.Open(invocation, inventory: null);
        try
        {
            return new(workspace, invocation);
        }
        catch
        {
            workspace.Dispose();
            throw;
        }
    }

    /// <summary>A lab that is up, and its nodes brought to what their roles say, as far as that could be done.</summary>
    /// <param name="servesAgents">Whether that is done by agents and a server, if the fleet has one; else each node applies the tree.</param>
    public async Task<(LabClient Lab, ImmutableArray<NodeOutcome> Outcomes)> ConvergeAsync(LabPlace place, bool servesAgents, CancellationToken cancel)
    {
        var isOffline = _invocation.Has(Offline);
        var beginning = new LabBeginning(new(LabCache.Usual), Tell)
        {
            IsOffline = isOffline,
            Keeper = lab => LabKeepVerb.CommandOf(lab, Fleet.Network, isOffline),
        };
        var lab = await beginning.BeginAsync(place, _invocation.Has(Package) ? _invocation[Package] : null, cancel).ConfigureAwait(false);
        if (Prerequisites.Scarcity(Chosen.Length) is { } scarcity)
            Tell(scarcity);
        using var lines = new FleetLines(Chosen);
        var run = new FleetRun(lab.Client, Fleet, lines)
        {
            Lower = lab.Lower,
            Package = lab.Package,
            Provisions = await Provisions.MakeAsync(place, _workspace.Root, cancel).ConfigureAwait(false),
            Identity = LabIdentity.Find(_workspace.Root, _environment),
        };
        if (!servesAgents || await ServerAsync(lab.Client, cancel).ConfigureAwait(false) is not { } server)
            return (lab.Client, await run.RunAsync(Chosen, _archive, cancel).ConfigureAwait(false));
        var commit = await FleetRepository.CommitAsync(_workspace.Root, place.Repositories, cancel).ConfigureAwait(false);
        return (lab.Client, await new ServedFleet(lab.Client, run, lines, server, commit).RunAsync(Chosen, _archive, cancel).ConfigureAwait(false));
    }

    /// <summary>The node of the server, if it is asked for or up; some nodes alone are no reason to have one.</summary>
    private async Task<LabNode?> ServerAsync(LabClient lab, CancellationToken cancel)
    {
        if (Fleet.Server is not { } server || Chosen.Contains(server))
            return Fleet.Server;
        var there = await lab.NodesAsync(cancel).ConfigureAwait(false);
        return there.Any(node => node.Name == server.Name && node.Power == Power.On) ? server : null;
    }

    public void Dispose() => _workspace.Dispose();

    public static void Tell(string text) => Standard.Error($"converge: {text}\n");
}
