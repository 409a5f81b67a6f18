using System.Net;
using Converge.Server.Identity;
using Converge.Testing;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Dashboard;

[Collection(DashboardGroup.Name)]
public sealed class LoginTests(DashboardServer server)
{
    [ProgramFact("chromium", "git")]
    public async Task Who_is_not_logged_in_is_asked_and_gets_where_he_wanted_to()
    {
        var page = await server.OpenAsync();
        await page.GotoAsync("/runs?status=failed");
        new Uri(page.Url).PathAndQuery.ShouldBe("/login?next=%2Fruns%3Fstatus%3Dfailed");
        var token = page.GetByLabel("token of an operator");
        await token.FillAsync(server.Viewer);
        await token.PressAsync("Enter");
        await page.WaitForURLAsync("**/runs?status=failed");
        var cookie = (await page.Context.CookiesAsync()).Single();
        (cookie.Name, cookie.HttpOnly, cookie.Secure, cookie.SameSite, cookie.Path).ShouldBe((Sessions.Cookie, true, true, SameSiteAttribute.Strict, "/"));
    }

    [ProgramFact("chromium", "git")]
    public async Task A_wrong_token_is_told_in_the_form_which_keeps_where_somebody_wanted_to()
    {
        var page = await server.OpenAsync(hasScripts: false);
        await page.GotoAsync("/login?next=%2Faudit");
        var token = page.GetByLabel("token of an operator");
        await token.FillAsync($"cvo_aaaaaaaaaa_{new string('b', 43)}");
        var answer = await page.RunAndWaitForResponseAsync(() => token.PressAsync("Enter"), static response => response.Request.Method == "POST");
        answer.Status.ShouldBe(401);
        (await page.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldContain("the token is not good");
        (await page.Context.CookiesAsync()).ShouldBeEmpty();
        await token.FillAsync(server.Viewer);
        await token.PressAsync("Enter");
        await page.WaitForURLAsync("**/audit");
    }

    [ProgramFact("chromium", "git")]
    public async Task Nobody_is_sent_to_another_site()
    {
        foreach (var next in new[] { "//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)" })
        {
            var page = await server.OpenAsync();
            await DashboardServer.LogInAsync(page, server.Viewer, $"/login?next={Uri.EscapeDataString(next)}");
            page.Url.ShouldBe(server.Server.Address.ToString(), next);
            await page.Context.CloseAsync();
        }
    }

    [ProgramFact("chromium", "git")]
    public async Task Who_logged_out_is_asked_again_and_the_cookie_is_worth_nothing()
    {
        var page = await server.OpenAsync(server.Viewer);
        var cookie = (await page.Context.CookiesAsync()).Single();
        await page.GetByRole(AriaRole.Button, new() { Name = "log out" }).ClickAsync();
        await page.GetByLabel("token of an operator").WaitForAsync();
        (await page.Context.CookiesAsync()).ShouldBeEmpty();
        await page.Context.AddCookiesAsync([new() { Name = cookie.Name, Value = cookie.Value, Url = server.Server.Address.ToString(), Secure = true, HttpOnly = true, SameSite = SameSiteAttribute.Strict }]);
        await page.GotoAsync("/nodes");
        page.Url.ShouldContain("/login");
    }

    [ProgramFact("chromium", "git")]
    public async Task A_form_without_the_proof_changes_nothing()
    {
        var page = await server.OpenAsync(server.Operator);
        await page.GotoAsync($"/nodes/{SeededFleet.Changed}");
        await page.EvaluateAsync("document.querySelector('main input[name=csrf]').value = 'x'");
        var answer = await page.RunAndWaitForResponseAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "run now" }).ClickAsync(), static response => response.Request.Method == "POST");
        answer.Status.ShouldBe(403);
        (await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync()).ShouldContain("does not prove");
        await page.GotoAsync($"/nodes/{SeededFleet.Changed}");
        (await page.Locator(".order").CountAsync()).ShouldBe(0);
    }

    [ProgramFact("chromium", "git")]
    public async Task Pages_say_what_may_be_done_with_them()
    {
        using var http = server.Server.Connect(null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/login") { Version = HttpVersion.Version20 };
        using var answer = await http.SendAsync(request);
        string Header(string name) => string.Join(',', answer.Headers.GetValues(name));
        Header("Content-Security-Policy").ShouldBe("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        Header("Strict-Transport-Security").ShouldBe("max-age=31536000");
        Header("X-Content-Type-Options").ShouldBe("nosniff");
        Header("Cache-Control").ShouldBe("no-store");
        var style = System.Text.RegularExpressions.Regex.Match(await answer.Content.ReadAsStringAsync(), "/assets/style[.][0-9a-f]{16}[.]css", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        using var asset = await http.GetAsync(style);
        asset.StatusCode.ShouldBe(HttpStatusCode.OK);
        asset.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
    }
}
