using Converge.Testing;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Dashboard;

[Collection(DashboardGroup.Name)]
public sealed class PageTests(DashboardServer server)
{
    [ProgramFact("chromium", "git")]
    public async Task Every_page_is_there_without_scripts_and_with_them_and_nothing_hostile_gets_in()
    {
        foreach (var hasScripts in new[] { false, true })
        {
            var page = await server.OpenAsync(server.Operator, hasScripts);
            var problems = new List<string>();
            page.Console += (_, message) =>
            {
                if (message.Type == "error" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal))
                    problems.Add(message.Text);
            };
            page.PageError += (_, error) => problems.Add(error);
            page.Dialog += (_, dialog) => problems.Add($"a script ran: {dialog.Message}");
            foreach (var (name, path) in server.Pages)
            {
                var answer = await page.GotoAsync(path);
                answer!.Status.ShouldBe(name switch { "nodes-wrong" => 400, "not-found" => 404, _ => 200 }, name);
                (await page.TitleAsync()).ShouldEndWith(" · converge");
                (await page.Locator("h1").CountAsync()).ShouldBe(1, name);
                (await page.Locator("script:not([src^='/assets/']), [onerror], [onmouseover], img, style").CountAsync()).ShouldBe(0, name);
            }
            problems.ShouldBeEmpty();
            await page.Context.CloseAsync();
        }
    }

    [ProgramFact("chromium", "git")]
    public async Task What_is_hostile_is_shown_as_it_is()
    {
        var page = await server.OpenAsync(server.Viewer);
        await page.GotoAsync($"/nodes/{Uri.EscapeDataString(SeededFleet.HostileName)}");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(SeededFleet.HostileName);
        await page.GotoAsync($"/runs/{server.HostileRun}");
        (await page.Locator(".failure .reason").InnerTextAsync()).ShouldBe(SeededFleet.Hostile);
        (await page.Locator(".diff del").First.InnerTextAsync()).ShouldBe($"-{SeededFleet.Hostile}");
        await page.GotoAsync($"/nodes?query={Uri.EscapeDataString(SeededFleet.Hostile)}");
        (await page.Locator("#query").InputValueAsync()).ShouldBe(SeededFleet.Hostile);
    }

    [ProgramFact("chromium", "git")]
    public async Task The_fleet_is_counted_and_counts_lead_to_the_nodes()
    {
        var page = await server.OpenAsync(server.Viewer, hasScripts: false);
        (await page.Locator("h1").InnerTextAsync()).ShouldBe("fleet 290 nodes");
        var failed = page.Locator(".tile.failed");
        var count = int.Parse(await failed.Locator(".number").InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);
        count.ShouldBeGreaterThan(0);
        await failed.ClickAsync();
        (await page.Locator("table.nodes tbody tr").CountAsync()).ShouldBe(count);
        (await page.Locator("table.nodes .badge.failed").CountAsync()).ShouldBe(count);
    }

    [ProgramFact("chromium", "git")]
    public async Task Lists_have_pages()
    {
        var page = await server.OpenAsync(server.Viewer, hasScripts: false);
        await page.GotoAsync("/nodes");
        var first = await page.Locator("table.nodes tbody th").AllInnerTextsAsync();
        first.Count.ShouldBe(100);
        await page.GetByRole(AriaRole.Link, new() { Name = "next" }).ClickAsync();
        var second = await page.Locator("table.nodes tbody th").AllInnerTextsAsync();
        first.Intersect(second).ShouldBeEmpty();
        (await page.Locator(".paging").InnerTextAsync()).ShouldContain("101–200 of 290");

        await page.GotoAsync("/runs");
        var latest = await page.Locator("table.runs tbody tr").EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.key)");
        await page.GetByRole(AriaRole.Link, new() { Name = "older" }).ClickAsync();
        (await page.Locator("table.runs tbody tr").EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.key)")).Intersect(latest).ShouldBeEmpty();
    }

    [ProgramFact("chromium", "git")]
    public async Task A_node_shows_where_its_attributes_come_from()
    {
        var page = await server.OpenAsync(server.Viewer, hasScripts: false);
        await page.GotoAsync($"/nodes/{SeededFleet.Changed}");
        var workers = page.Locator("table.attributes tr", new() { HasText = "nginx.workers" });
        (await workers.Locator("td").First.InnerTextAsync()).ShouldBe("8");
        (await workers.Locator("td.origins").InnerTextAsync()).ShouldBe("role web roles/web.yaml:5\noverridden:\nrecipe nginx recipes/nginx/recipe.yaml:6");
        (await page.GetByRole(AriaRole.Button, new() { Name = "run now" }).CountAsync()).ShouldBe(0);
        await page.Locator("summary", new() { HasText = "network" }).ClickAsync();
        (await page.Locator(".leaf", new() { HasText = "hostname" }).IsVisibleAsync()).ShouldBeTrue();
    }

    [ProgramFact("chromium", "git")]
    public async Task An_operator_lets_a_node_run_and_that_is_in_the_audit_log()
    {
        var page = await server.OpenAsync(server.Operator, hasScripts: false);
        await page.GotoAsync("/nodes/monitor1.lab.example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "run now" }).ClickAsync();
        (await page.Locator(".order").InnerTextAsync()).ShouldStartWith("oskar asked for a run just now");
        await page.GotoAsync("/audit?text=monitor1.lab");
        (await page.Locator("table.audit tbody tr").InnerTextAsync()).ShouldContain("order run");
    }

    [ProgramFact("chromium", "git")]
    public async Task A_run_shows_first_what_failed()
    {
        var page = await server.OpenAsync(server.Viewer, hasScripts: false);
        await page.GotoAsync($"/runs/{server.FailedRun}");
        (await page.Locator("section h2").First.InnerTextAsync()).ShouldBe("failed 1");
        (await page.Locator(".failure").InnerTextAsync()).ShouldContain("recipes/nginx/tls.yaml:9:5");
        (await page.Locator(".diff ins").CountAsync()).ShouldBe(3);
        var bars = await page.Locator(".waterfall rect").EvaluateAllAsync<double[]>("bars => bars.map(bar => bar.getBoundingClientRect().left)");
        bars.ShouldBe(bars.Order());
        bars.Length.ShouldBeGreaterThan(1);
    }

    [ProgramFact("chromium", "git")]
    public async Task Drift_is_counted_by_resource()
    {
        var page = await server.OpenAsync(server.Viewer, hasScripts: false);
        await page.GotoAsync("/drift?days=30");
        var times = (await page.Locator("table.drift td.end").AllInnerTextsAsync()).Select(static text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        times.Count.ShouldBeGreaterThan(1);
        times.ShouldBe(times.OrderDescending());
    }
}
