using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Machine;
using Converge.Plans;

namespace Converge.Linux.Checks;

/// <summary>Asks checks until they are true or their time is over. Several may be asked at once.</summary>
public sealed class CheckRunner : ICheckRunner
{
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly Dictionary<string, ICheck> _kinds;

    public CheckRunner(LinuxMachine machine, TimeProvider? time = null)
        : this([new CommandCheck(machine), new HttpCheck(), new ServiceCheck(machine), new TcpCheck()], time ?? TimeProvider.System)
    {
    }

    internal CheckRunner(IEnumerable<ICheck> kinds, TimeProvider time)
    {
        _time = time;
        _kinds = kinds.ToDictionary(static kind => kind.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async Task<CheckResult> RunAsync(CatalogCheck check, bool waits, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(check);
        var patience = Duration.TryParse(Text(check, "within") ?? "", out var within) ? within : UsualPatience;
        var (start, pause) = (_time.GetTimestamp(), FirstPause);
        string? problem = null;
        while (true)
        {
            var left = patience - _time.GetElapsedTime(start);
            // A last try that is cut short knows less than the one before.
            problem = await AskAsync(check, left, cutShort: problem ?? $"there was no answer within {Duration.Print(patience)}", cancel).ConfigureAwait(false);
            var elapsed = _time.GetElapsedTime(start);
            if (problem is null || !waits || elapsed + pause >= patience)
                return new(check, problem, elapsed);
            await Task.Delay(pause, _time, cancel).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    internal static string? Text(CatalogCheck check, string property) => check.Properties.TryGetValue(property, out var found) ? found.Value.ToString() : null;

    private async Task<string?> AskAsync(CatalogCheck check, TimeSpan left, string cutShort, CancellationToken cancel)
    {
        if (!_kinds.TryGetValue(check.Id.Type, out var kind))
            return $"this program does not know how to check '{check.Id}'";
        using var over = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancel);
        try
        {
            return await kind.AskAsync(check, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return cutShort;
        }
    }
}
