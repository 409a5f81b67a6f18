using Converge.Lab.Keeping;
using Converge.Lab.Places;

namespace Converge.Cli.Commands.Lab;

/// <summary>The process that a lab lives in; started by <c>lab up</c>, and no verb that people use.</summary>
internal sealed class LabKeepVerb : Verb
{
    public const string Words = "lab keep";

    private static readonly Parameter Folder = new("FOLDER", "where the lab keeps what it makes");
    private static readonly Parameter Network = new("NETWORK", "the first three numbers of its addresses");
    private static readonly Parameter Lifeline = new("--lifeline", "end with the standard input");
    private static readonly Parameter Offline = new("--offline", "take packages only from those that were fetched before");

    public override string Name => Words;

    public override string Summary => "keep a lab until its end";

    public override Parameter[] Parameters => [Folder, Network, Lifeline, Offline];

    public override string Example => "";

    /// <summary>The command line that starts it.</summary>
    public static string[] CommandOf(string program, LabPlace place, LabNetwork network, bool isOffline) =>
        [program, .. Words.Split(' '), place.Folder, network.Start, .. isOffline ? [Offline.Name] : Array.Empty<string>()];

    public override int Run(Invocation invocation)
    {
        var keeping = Keeper.KeepAsync(new(invocation[Folder]), new(LabCache.Usual), new(invocation[Network]), invocation.Has(Lifeline), invocation.Has(Offline));
        keeping.GetAwaiter().GetResult();
        return 0;
    }
}
