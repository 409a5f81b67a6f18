using System.Collections.Concurrent;
using System.Diagnostics;
using Converge.Catalogs;
using Converge.Linux.Repair;
using Converge.Linux.Runs;
using Converge.Linux.State;
using Converge.Linux.Tests.Resources;
using Converge.Reports;
using Converge.Testing;
using Converge.Testing.Machines;
using Shouldly;

namespace Converge.Linux.Tests.Repair;

/// <summary>A folder of this machine, made as a recipe says, and watched.</summary>
internal sealed class RepairedFolder : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _said = new();
    private readonly ConcurrentQueue<Report> _reports = new();
    private readonly LiveRepair _repair;
    private readonly Task _running;

    public RepairedFolder(TimeProvider? time = null, int most = 5)
    {
        State = new(_folder["state"]);
        State.Prepare();
        _repair = new(State, _said.Enqueue) { Repaired = _reports.Enqueue, Time = time ?? TimeProvider.System, MostRepairs = most };
        _running = Task.Run(() => _repair.RunAsync(_end.Token));
    }

    public StateFolder State { get; }

    public IEnumerable<string> Said => _said;

    public IReadOnlyList<Report> Reports => [.. _reports];

    public string this[string name] => _folder[name];

    /// <param name="resources">Of a recipe; FOLDER stands for the folder.</param>
    public Catalog Compile(string resources) => ResourceCases.Compile(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["environments/case.yaml"] = "name: case\n",
        [$"roles/{ResourceTree.Role}.yaml"] = $"name: {ResourceTree.Role}\nrecipes: [machine]\n",
        ["recipes/machine/recipe.yaml"] = $"name: machine\nversion: 1.0.0\nresources:\n{resources.Replace("FOLDER", _folder.Path, StringComparison.Ordinal)}",
    });

    public async Task<Report> ApplyAsync(Catalog catalog, string owner = "converge apply") =>
        (await new MachineRun(State, owner, _said.Enqueue).ApplyAsync(new(catalog, null), CancellationToken.None, CancellationToken.None))!;

    /// <summary>Applies, and watches from then on.</summary>
    public async Task<Catalog> FollowAsync(string resources)
    {
        var catalog = Compile(resources);
        await FollowAsync(catalog, await ApplyAsync(catalog, "converge agent"));
        return catalog;
    }

    public Task FollowAsync(Catalog catalog, Report? report) => _repair.FollowAsync(new(catalog, null), report).WaitAsync(Patience);

    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> UntilAsync(Func<bool> isSo, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!isSo())
        {
            clock.Elapsed.ShouldBeLessThan(Patience, what);
            await Task.Delay(5);
        }
        return clock.Elapsed;
    }

    public async Task<Report> ReportAsync(int number)
    {
        await UntilAsync(() => Reports.Count >= number, $"repair {number}");
        return Reports[number - 1];
    }

    /// <summary>Long enough for a repair that should not come.</summary>
    public static Task WaitInVainAsync() => Task.Delay(1500);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _repair.Dispose();
        _end.Dispose();
        State.Dispose();
        _folder.Dispose();
    }
}
