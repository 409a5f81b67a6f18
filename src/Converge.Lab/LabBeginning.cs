using Converge.Lab.Images;
using Converge.Lab.Keeping;
using Converge.Lab.Places;

namespace Converge.Lab;

/// <summary>A lab that is up, and what its nodes are made of.</summary>
/// <param name="Lower">The folders that nodes are clones of, the upmost first.</param>
/// <param name="Package">The Debian package that they have.</param>
public sealed record BegunLab(LabClient Client, IReadOnlyList<string> Lower, PackageFile Package);

/// <summary>From nothing to a lab without nodes: an image, a package, and somebody who keeps it.</summary>
public sealed class LabBeginning(LabCache cache, Action<string> tell)
{
    /// <summary>Whether packages come only from those that were fetched before.</summary>
    public bool IsOffline { get; init; }

    /// <summary>The command that keeps a lab, but for its own words.</summary>
    public required Func<LabPlace, IReadOnlyList<string>> Keeper { get; init; }

    /// <param name="package">The package of Converge; null to build it.</param>
    public async Task<BegunLab> BeginAsync(LabPlace place, string? package, CancellationToken cancel)
    {
        var image = new BaseImage(cache, Distribution.OfThisMachine());
        var building = PackageFile.FindAsync(package, tell, cancel);
        if (!image.IsMade)
            tell("making the base image, which takes half a minute and is done once");
        // Both take long: one waits for the network, the other for processors.
        await Task.WhenAll(image.MakeAsync(IsOffline, tell, cancel), building).ConfigureAwait(false);
        if (!LabStart.IsUp(place))
            await LabStart.StartAsync(place, () => Keeper(place), hasLifeline: false, cancel).ConfigureAwait(false);
        var lab = new LabClient(place);
        var file = await building.ConfigureAwait(false);
        return new(lab, await new NodeImage(cache, image).MakeAsync(lab, file, cancel).ConfigureAwait(false), file);
    }
}
