using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Converge.Catalogs;
using Converge.Reports;
using Converge.Resources;

namespace Converge.Linux.State;

/// <summary>What the last run wished, as sums: a difference to the same wish is somebody else's doing.</summary>
public sealed class WishRecord(StateFolder state)
{
    private const string Header = "converge wishes 1";

    /// <summary>Marks the changes that put right what was right before, and remembers the wishes of this run.</summary>
    /// <param name="catalog">The whole one, of which the run may have looked at a part.</param>
    public Report Mark(Report report, Catalog catalog)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(catalog);
        var (seed, sum, read) = Open();
        var hashes = new List<(ResourceId Id, ulong Hash)>(report.Resources.Length);
        hashes.AddRange(catalog.Resources.Select(resource => (resource.Id, WishHash.Of(resource, seed))));
        var total = WishHash.Of(hashes.Select(static wish => wish.Hash), seed);
        var fulfilled = report.Resources.Length == hashes.Count && report.Resources.All(static outcome => outcome.Status is OutcomeStatus.Ok);
        if (total == sum && fulfilled)
            return report;
        var before = read();
        var now = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var (id, hash) in hashes)
            now[id.ToString()] = hash;
        var outcomes = report.Resources.Select(outcome => outcome.Status is OutcomeStatus.Changed && before.TryGetValue(outcome.Id.ToString(), out var wish) && wish == now[outcome.Id.ToString()]
            ? outcome with { IsCorrective = true }
            : outcome).ToImmutableArray();
        // What this run did not bring about was never right, unless an earlier one had wished the same and brought it about.
        var fine = outcomes.Where(static outcome => outcome.Status is OutcomeStatus.Ok or OutcomeStatus.Changed).Select(static outcome => outcome.Id).ToHashSet();
        foreach (var id in hashes.Select(static wish => wish.Id).Where(id => !fine.Contains(id)).Select(static id => id.ToString()))
        {
            if (!before.TryGetValue(id, out var wish) || wish != now[id])
                now.Remove(id);
        }
        Write(seed, now.Count == hashes.Count ? total : 0, now);
        return report with { Resources = outcomes };
    }

    /// <summary>A sum of the wishes, for a replay to compare with.</summary>
    public (ulong Seed, ulong Sum) Sum(Catalog catalog)
    {
        var seed = Open().Seed;
        return (seed, WishHash.Of(catalog, seed));
    }

    private string PathOf => state.In("wishes");

    private (ulong Seed, ulong Sum, Func<Dictionary<string, ulong>> Read) Open()
    {
        if (!File.Exists(PathOf))
            return (BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))), 0, static () => []);
        using var reader = new StreamReader(PathOf);
        return reader.ReadLine() == Header && TryNumber(reader.ReadLine(), out var seed) && TryNumber(reader.ReadLine(), out var sum)
            ? (seed, sum, Read)
            : (BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))), 0, static () => []);
    }

    private Dictionary<string, ulong> Read()
    {
        const int HashDigits = 16;
        var wishes = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(PathOf).Skip(3))
        {
            if (line.Length > HashDigits + 1 && TryNumber(line[..HashDigits], out var hash))
                wishes[line[(HashDigits + 1)..]] = hash;
        }
        return wishes;
    }

    private void Write(ulong seed, ulong sum, Dictionary<string, ulong> wishes)
    {
        var text = new StringBuilder($"{Header}\n{seed:x16}\n{sum:x16}\n");
        foreach (var (id, hash) in wishes)
            text.Append(CultureInfo.InvariantCulture, $"{hash:x16} {id.Replace('\n', ' ')}\n");
        state.Write(PathOf, text.ToString());
    }

    private static bool TryNumber(string? text, out ulong number) => ulong.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out number);
}
