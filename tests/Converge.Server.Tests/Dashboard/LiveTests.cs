using Converge.Protocol;
using Converge.Server.Tests.Serving;
using Converge.Testing;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Dashboard;

[Collection(DashboardGroup.Name)]
public sealed class LiveTests(DashboardServer server)
{
    [ProgramFact("chromium", "git")]
    public async Task A_page_shows_what_changes_and_stays_where_it_is()
    {
        const string name = "app9.lab.example.com";
        var page = await server.OpenAsync(server.Operator);
        await page.GotoAsync($"/nodes/{name}");
        await Assertions.Expect(page.Locator(".live")).ToHaveTextAsync("live");
        // What somebody opened and where he reads must not be lost.
        await page.Locator("summary", new() { HasText = "network" }).ClickAsync();
        await page.EvaluateAsync("document.querySelector('details[data-key=network]').scrollIntoView(); window.mark = document.querySelector('details[data-key=network]')");
        var place = await page.EvaluateAsync<double>("scrollY");
        place.ShouldBeGreaterThan(0);
        await page.Locator("details[data-key=network] > summary").FocusAsync();

        await server.Server.Root.AskAsync(HttpMethod.Post, $"{Routes.Node(name)}/run", ProtocolJson.Default.RunOrder);

        await Assertions.Expect(page.Locator(".order")).ToContainTextAsync("root on the server asked for a run");
        (await page.EvaluateAsync<bool>("window.mark === document.querySelector('details[data-key=network]') && window.mark.open && window.mark.contains(document.activeElement)")).ShouldBeTrue();
        Math.Abs(await page.EvaluateAsync<double>("scrollY") - place).ShouldBeLessThan(60);
    }

    [ProgramFact("chromium", "git")]
    public async Task A_list_gets_a_new_node_while_somebody_types()
    {
        var page = await server.OpenAsync(server.Viewer);
        await page.GotoAsync("/nodes?state=registered");
        await Assertions.Expect(page.Locator(".live")).ToHaveTextAsync("live");
        await page.GetByLabel("query").FillAsync("half a que");
        using var node = await server.Server.EnrolAsync("newcomer1.lab.example.com");
        await node.CheckInAsync(TestNodes.Document("app"));
        await Assertions.Expect(page.Locator("table.nodes")).ToContainTextAsync("newcomer1.lab.example.com");
        (await page.GetByLabel("query").InputValueAsync()).ShouldBe("half a que");
        await server.Server.Root.DeleteAsync(Routes.Node(node.Name));
        await Assertions.Expect(page.Locator("table.nodes")).Not.ToContainTextAsync("newcomer1.lab.example.com");
    }
}
