using System.Text;
using Converge.Protocol;
using Converge.Server.Dashboard.Html;
using Converge.Server.Hosting;
using Converge.Server.Identity;
using Microsoft.AspNetCore.Http;

namespace Converge.Server.Dashboard;

/// <summary>Sends pages, also those that say what went wrong.</summary>
internal static class PageAnswers
{
    private const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private const string OnlySecure = "max-age=31536000";

    /// <summary>A page for whoever may look.</summary>
    public static Endpoint Page(string path, Func<Call, Visitor, Task<Page>> draw, Access access = Access.Viewer) => new("GET", path, access, async call =>
    {
        var page = await draw(call, Visitor.Of(call.Caller)).ConfigureAwait(false);
        await SendAsync(call, page).ConfigureAwait(false);
    })
    { IsPage = true };

    public static Task SendAsync(Call call, Page page)
    {
        var response = call.Http.Response;
        response.StatusCode = page.Status;
        response.ContentType = "text/html; charset=utf-8";
        AddSafety(response.Headers);
        var bytes = Encoding.UTF8.GetBytes(Layout.Draw(page, Visitor.Of(call.Caller)).ToString());
        response.ContentLength = bytes.Length;
        return response.BodyWriter.WriteAsync(bytes, call.Cancel).AsTask();
    }

    /// <summary>Says why there is no other page. Whoever could not log in gets the form again.</summary>
    public static Task RefuseAsync(Call call, int status, string error, string? hint)
    {
        call.Http.Response.Headers.CacheControl = "no-store";
        call.Http.Response.Headers.XContentTypeOptions = "nosniff";
        if (call.Http.Request.Path == Links.Login && call.Caller is Caller.Nobody)
            return SendAsync(call, LoginPage.Draw(LoginPage.NextOf(call.Http.Request), new Refusal(error, hint)) with { Status = status });
        var body = Markup.Of($"""
            <div class="refusal">
            <p class="status">{status}</p>
            <h1>{error}</h1>
            {Parts.Hint(hint)}
            <p><a href="{Links.Fleet}">back to the fleet</a></p>
            </div>
            """);
        return SendAsync(call, new Page(error, Section.None, body) { Status = status });
    }

    private static void AddSafety(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.StrictTransportSecurity = OnlySecure;
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
