using Converge.Testing;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Dashboard;

[Collection(DashboardGroup.Name)]
public sealed class SearchTests(DashboardServer server)
{
    [ProgramFact("chromium", "git")]
    public async Task A_query_finds_what_the_inventory_has()
    {
        var page = await server.OpenAsync(server.Viewer, hasScripts: false);
        await page.GotoAsync("/nodes");
        await page.GetByLabel("query").FillAsync("role:web AND environment:staging");
        await page.GetByLabel("query").PressAsync("Enter");
        await page.WaitForURLAsync("**/nodes?query=*");
        (await page.Locator("h1").InnerTextAsync()).ShouldStartWith("nodes ");
        foreach (var name in await page.Locator("table.nodes tbody th").AllInnerTextsAsync())
            name.ShouldMatch("^web[0-9]+[.]staging");
    }

    [ProgramFact("chromium", "git")]
    public async Task A_mistake_is_shown_at_its_column()
    {
        var page = await server.OpenAsync(server.Viewer, hasScripts: false);
        await page.GotoAsync("/nodes?query=role%3Aweb+AND+%28ip%3A1");
        (await page.Locator(".error").InnerTextAsync()).ShouldContain("'(' is not closed, at column 14");
        (await page.Locator(".error pre").TextContentAsync()).ShouldBe("role:web AND (ip:1\n             ^");
        (await page.GetByLabel("query").GetAttributeAsync("aria-invalid")).ShouldBe("true");
    }

    [ProgramFact("chromium", "git")]
    public async Task A_field_that_no_node_has_is_warned_of()
    {
        var page = await server.OpenAsync(server.Viewer, hasScripts: false);
        await page.GotoAsync("/nodes?query=enviroment%3Aproduction");
        (await page.Locator(".warning").InnerTextAsync()).ShouldContain("no node has a field 'enviroment'");
        (await page.Locator(".warning").InnerTextAsync()).ShouldContain("did you mean 'environment'?");
    }

    [ProgramFact("chromium", "git")]
    public async Task The_box_knows_fields_values_and_nodes()
    {
        var page = await server.OpenAsync(server.Viewer);
        await page.GotoAsync("/nodes");
        var box = page.GetByRole(AriaRole.Combobox, new() { Name = "query" });
        var options = page.GetByRole(AriaRole.Option);
        await box.PressSequentiallyAsync("-rol");
        await options.First.WaitForAsync();
        await box.PressAsync("ArrowDown");
        await box.PressAsync("Enter");
        (await box.InputValueAsync()).ShouldBe("-role:");
        await Assertions.Expect(options).ToHaveTextAsync(["role:appvalue", "role:cachevalue", "role:dbvalue", "role:monitorvalue", "role:webvalue", "role:workervalue"]);
        await box.PressSequentiallyAsync("mon");
        await Assertions.Expect(options).ToHaveCountAsync(1);
        await box.PressAsync("Tab");
        (await box.InputValueAsync()).ShouldBe("-role:monitor ");
        await box.PressSequentiallyAsync("facts.os.fam");
        await Assertions.Expect(options).ToHaveTextAsync(["facts.os.family:field"]);
        await box.PressAsync("Escape");
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-expanded", "false");
        await box.FillAsync("");
        await box.PressSequentiallyAsync("cache3.prod");
        await Assertions.Expect(options).ToHaveTextAsync([$"name:{SeededFleet.Silent}node"]);
        await options.First.ClickAsync();
        await box.PressAsync("Enter");
        await Assertions.Expect(page.Locator("table.nodes tbody tr")).ToHaveCountAsync(1);
    }
}
