using Converge.Protocol;
using Converge.Server.Storage;
using Converge.Server.Tests.Serving;
using Converge.Testing;
using Microsoft.Playwright;
using Xunit;

namespace Converge.Server.Tests.Dashboard;

/// <summary>A real server with a fleet in its storage and a repository, and a real browser, for all tests of the dashboard.</summary>
public sealed class DashboardServer : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _repository = new();
    private TestServer _server = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public string Viewer { get; private set; } = "";

    public string Operator { get; private set; } = "";

    /// <summary>That of a node whose last run failed.</summary>
    public string FailedRun { get; private set; } = "";

    /// <summary>That of the node with a hostile name.</summary>
    public string HostileRun { get; private set; } = "";

    internal TestServer Server => _server;

    /// <summary>Every page there is, by a name for it.</summary>
    public IEnumerable<(string Name, string Path)> Pages =>
    [
        ("fleet", "/"),
        ("nodes", "/nodes"),
        ("nodes-search", "/nodes?query=role%3Aweb+AND+environment%3Aproduction&state=failed"),
        ("nodes-wrong", "/nodes?query=role%3Aweb+AND+%28facts.os"),
        ("nodes-unknown", "/nodes?query=enviroment%3Aproduction"),
        ("node", $"/nodes/{SeededFleet.Failed}"),
        ("node-new", $"/nodes/{SeededFleet.Waiting}"),
        ("node-long", $"/nodes/{SeededFleet.LongName}"),
        ("node-hostile", $"/nodes/{Uri.EscapeDataString(SeededFleet.HostileName)}"),
        ("runs", "/runs"),
        ("runs-filtered", "/runs?environment=production&status=failed"),
        ("run", $"/runs/{FailedRun}"),
        ("run-hostile", $"/runs/{HostileRun}"),
        ("drift", "/drift"),
        ("environments", "/environments"),
        ("audit", "/audit"),
        ("audit-hostile", "/audit?text=enrol"),
        ("not-found", "/nodes/nobody.example.com"),
    ];

    public async Task InitializeAsync()
    {
        // The tests say why they are skipped; this comes before them.
        if (InstalledProgram.Find("chromium") is not { } chromium)
            return;
        var (older, newer) = SeededTree.Write(_repository);
        _server = await TestServer.StartAsync(options => options with { Repository = _repository.Path, SilentAfter = TimeSpan.FromDays(1) }, options => SeedAsync(options.Data, older, newer));
        Viewer = await TokenAsync("vera", OperatorRole.Viewer);
        Operator = await TokenAsync("oskar", OperatorRole.Operator);
        FailedRun = await LatestRunAsync(SeededFleet.Failed);
        HostileRun = await LatestRunAsync(SeededFleet.HostileName);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [] });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    public void Dispose() => _repository.Dispose();

    /// <summary>A browser that nobody is logged in with.</summary>
    public async Task<IPage> OpenAsync(bool hasScripts = true, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await _browser.NewContextAsync(new() { BaseURL = _server.Address.ToString(), IgnoreHTTPSErrors = true, JavaScriptEnabled = hasScripts, ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        context.SetDefaultTimeout(20_000);
        return await context.NewPageAsync();
    }

    public async Task<IPage> OpenAsync(string token, bool hasScripts = true, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await OpenAsync(hasScripts, width, scheme);
        await LogInAsync(page, token);
        return page;
    }

    public static async Task LogInAsync(IPage page, string token, string path = "/login")
    {
        await page.GotoAsync(path);
        await page.GetByLabel("token of an operator").FillAsync(token);
        await page.GetByRole(AriaRole.Button, new() { Name = "log in" }).ClickAsync();
        await page.WaitForURLAsync(static url => !url.Contains("/login", StringComparison.Ordinal));
    }

    private async Task<string> TokenAsync(string name, OperatorRole role) =>
        (await _server.Root.AskAsync(HttpMethod.Post, Routes.Operators, new OperatorRequest(name, role), ProtocolJson.Default.OperatorRequest, ProtocolJson.Default.OperatorToken)).Token!;

    private async Task<string> LatestRunAsync(string node) =>
        (await _server.Root.AskAsync(HttpMethod.Get, $"{Routes.Runs}?node={Uri.EscapeDataString(node)}&limit=1", ProtocolJson.Default.PageRunSummary)).Items[0].Id;

    private static async Task SeedAsync(string data, string older, string newer)
    {
        await using var storage = await StorageChoice.OpenAsync(data, database: null, TimeProvider.System, static _ => { }, CancellationToken.None);
        await new SeededFleet(older, newer, DateTimeOffset.UtcNow).WriteAsync(storage);
    }
}

[CollectionDefinition(Name)]
public sealed class DashboardGroup : ICollectionFixture<DashboardServer>
{
    public const string Name = "dashboard";
}
