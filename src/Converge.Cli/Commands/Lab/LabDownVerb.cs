using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Lab.Keeping;
using Converge.Lab.Places;

namespace Converge.Cli.Commands.Lab;

internal sealed class LabDownVerb : Verb
{
    private static readonly Parameter All = new("--all", "all labs, and what labs share: base images, layers, fetched packages");
    private static readonly Parameter Now = new("--now", "do not let the nodes shut down first");

    public override string Name => "lab down";

    public override string Summary => "end a lab and remove all that it made";

    public override Parameter[] Parameters => [All, Now, ChosenLab.Name];

    public override string Example =>
        """
        $ converge lab down && converge lab status
        the lab 'lab' is not up
        """;

    public override int Run(Invocation invocation)
    {
        var chosen = ChosenLab.Open(invocation).Place;
        if (invocation.Has(All) && invocation.Has(ChosenLab.Name))
            throw new UserException($"'{All.Name}' and '{ChosenLab.Name.Name}' exclude each other");
        var places = invocation.Has(All) ? LabPlace.All(ChosenLab.Parent).ToList() : [chosen];
        Task.WhenAll(places.Select(place => LabStart.EndAsync(place, isOrderly: !invocation.Has(Now), CancellationToken.None))).GetAwaiter().GetResult();
        if (invocation.Has(All))
            new LabCache(LabCache.Usual).Remove();
        return 0;
    }
}
