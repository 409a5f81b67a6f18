using System.Globalization;
using Converge.Lab.Images;
using Converge.Lab.Keeping;
using Converge.Lab.Places;
using Converge.Testing;

namespace Converge.Lab.Tests;

/// <summary>A lab of a test, which ends when the test does, and when its process is killed.</summary>
public sealed class TestLab : IAsyncDisposable
{
    // What takes minutes to make is shared with the labs that people start here.
    private static readonly LabCache Cache = new(LabCache.Usual);
    private static readonly TimeSpan BootPatience = TimeSpan.FromSeconds(60);
    private static readonly SemaphoreSlim Making = new(1);
    private static int _number;

    private readonly TemporaryFolder _folder;
    private Stream? _lifeline;

    private TestLab(TemporaryFolder folder, LabPlace place)
    {
        _folder = folder;
        Place = place;
        Client = new(place);
    }

    public LabPlace Place { get; }

    public LabClient Client { get; }

    public static BaseImage Image { get; } = new(Cache, Distribution.OfThisMachine());

    /// <summary>The command that keeps a lab.</summary>
    public static IReadOnlyList<string> Keeper(LabPlace place) => [Path.Combine(AppContext.BaseDirectory, "converge"), "lab", "keep", place.Folder, LabNetwork.Usual.Start];

    public static async Task<TestLab> StartAsync(params IReadOnlyList<string> options)
    {
        var lab = await PlaceAsync();
        await lab.StartAgainAsync(options);
        return lab;
    }

    /// <summary>Not started yet.</summary>
    public static async Task<TestLab> PlaceAsync()
    {
        await MakeImageAsync();
        var folder = new TemporaryFolder();
        var number = Interlocked.Increment(ref _number);
        return new(folder, LabPlace.Of(string.Create(CultureInfo.InvariantCulture, $"test-{Environment.ProcessId}-{number}"), folder.Path));
    }

    /// <param name="options">More words for the keeper.</param>
    public async Task StartAgainAsync(params IReadOnlyList<string> options)
    {
        _lifeline?.Dispose();
        _lifeline = await LabStart.StartAsync(Place, () => [.. Keeper(Place), "--lifeline", .. options], hasLifeline: true, CancellationToken.None);
    }

    /// <summary>A node that has booted.</summary>
    public async Task AddAsync(string name, int address, IReadOnlyList<string>? lower = null)
    {
        await Client.AddAsync(Setup(name, address, lower), CancellationToken.None);
        await Client.WaitAsync(name, BootPatience, CancellationToken.None);
    }

    public static NodeSetup Setup(string name, int address, IReadOnlyList<string>? lower = null) =>
        new(name, $"{name}.lab.example", string.Create(CultureInfo.InvariantCulture, $"{LabNetwork.Usual.Start}.{address}"), lower ?? [Image.Folder]) { Hosts = "127.0.0.1 localhost\n" };

    public Task<Ran> RunAsync(string node, params string[] command) => Client.RunAsync(node, command, "", CancellationToken.None);

    public void LetGo() => _lifeline?.Dispose();

    public async ValueTask DisposeAsync()
    {
        await LabStart.EndAsync(Place, isOrderly: false, CancellationToken.None);
        _lifeline?.Dispose();
        _folder.Dispose();
    }

    private static async Task MakeImageAsync()
    {
        await Making.WaitAsync();
        try
        {
            await Prerequisites.ProvideAsync(isBuilding: false, static _ => { }, CancellationToken.None);
            await Image.MakeAsync(isOffline: false, static _ => { }, CancellationToken.None);
        }
        finally
        {
            Making.Release();
        }
    }
}
