using Converge.Lab.Places;

namespace Converge.Lab.Fleets;

/// <summary>What a lab gives its nodes, as they can fetch nothing from elsewhere.</summary>
/// <param name="Shares">Folders of this machine, and where nodes find them.</param>
/// <param name="Files">Files that a node has when it boots for the first time.</param>
public sealed record Provisions(IReadOnlyDictionary<string, string> Shares, IReadOnlyDictionary<string, string> Files)
{
    /// <param name="tree">The folder with <c>recipes/</c> and <c>nodes/</c>.</param>
    public static async Task<Provisions> MakeAsync(LabPlace place, string tree, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(place);
        Directory.CreateDirectory(place.Repositories);
        var repositories = await SampleRepositories.MakeAllAsync(tree, place.Repositories, cancel).ConfigureAwait(false);
        return new(
            new Dictionary<string, string>(StringComparer.Ordinal) { [place.Repositories] = SampleRepositories.Place },
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["etc/gitconfig"] = SampleRepositories.Settings([.. repositories, FleetRepository.Name]),
                ["etc/converge/facts.d/lab.yaml"] = $"name: {place.Name}\nssh_keys:\n  - {LabKey.Make(place)}\n",
            });
    }
}
