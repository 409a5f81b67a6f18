using System.Net;
using Converge.Protocol;
using Converge.Server.Identity;
using Converge.Server.Tests.Servers;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Identity;

/// <summary>Browsers, and the pages of others that make them send things.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private readonly RunningServer _server = new();
    private HttpClient _client = null!;
    private OperatorToken _person = null!;

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _client = _server.Client();
        _person = await _server.OperatorAsync("alice", OperatorRole.Admin);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private string Ours => $"https://localhost:{_server.Port}";

    [Fact]
    public async Task The_cookie_is_for_our_pages_alone_and_for_no_script()
    {
        using var response = await Login(_person.Token!);
        response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var parts = response.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().Split("; ");
        parts[0].ShouldStartWith("__Host-converge=");
        parts[1..].Select(static part => part.ToLowerInvariant()).Order().ShouldBe(["httponly", "path=/", "samesite=strict", "secure"]);
        (await Get(Routes.Nodes, IdIn(response))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_good_token_there_is_no_session()
    {
        foreach (var token in (string[])["", "x", _person.Token![..^1] + "!", (await _server.TokenAsync(new("a*"))).Token!])
        {
            using var response = await Login(token);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            response.Headers.Contains("Set-Cookie").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_cookie_that_somebody_put_there_is_of_no_session_before_and_after_a_login()
    {
        var planted = new string('A', 43);
        (await Get(Routes.Nodes, planted)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var response = await Login(_person.Token!, cookie: planted);
        IdIn(response).ShouldNotBe(planted);
        (await Get(Routes.Nodes, planted)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Another_login_ends_the_session_before()
    {
        var first = IdIn(await Login(_person.Token!));
        var second = IdIn(await Login(_person.Token!, cookie: first));
        second.ShouldNotBe(first);
        (await Get(Routes.Nodes, first)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Get(Routes.Nodes, second)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_changes_something_needs_proof_and_comes_from_our_pages()
    {
        var id = IdIn(await Login(_person.Token!));
        var proof = Sessions.CsrfToken(id);
        var body = new Dictionary<string, string>(StringComparer.Ordinal) { ["csrf"] = proof };
        (await Post(id, Ours, proof)).ShouldBe(HttpStatusCode.Created);
        (await Post(id, Ours, proof: null)).ShouldBe(HttpStatusCode.Forbidden);
        (await Post(id, Ours, "")).ShouldBe(HttpStatusCode.Forbidden);
        (await Post(id, Ours, Sessions.CsrfToken(IdIn(await Login(_person.Token!))))).ShouldBe(HttpStatusCode.Forbidden);
        (await Post(id, "https://evil.example.com", proof)).ShouldBe(HttpStatusCode.Forbidden);
        (await Post(id, $"https://localhost:{_server.Port}.evil.example.com", proof)).ShouldBe(HttpStatusCode.Forbidden);
        (await Post(id, $"http://localhost:{_server.Port}", proof)).ShouldBe(HttpStatusCode.Forbidden);
        (await Post(id, "null", proof)).ShouldBe(HttpStatusCode.Forbidden);
        (await Post(id, origin: null, proof)).ShouldBe(HttpStatusCode.Forbidden);
        (await Post(id, Ours, proof, site: "cross-site")).ShouldBe(HttpStatusCode.Forbidden);
        (await Post(id, Ours, proof, site: "same-site")).ShouldBe(HttpStatusCode.Forbidden);
        (await Post(id, origin: null, proof, site: "same-origin")).ShouldBe(HttpStatusCode.Created);
        (await Send(HttpMethod.Post, "/logout", id, Ours, new FormUrlEncodedContent(body))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task A_login_from_another_site_is_refused()
    {
        using var response = await Login(_person.Token!, origin: "https://evil.example.com");
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Logging_out_ends_the_session_on_the_server()
    {
        var id = IdIn(await Login(_person.Token!));
        using var form = new FormUrlEncodedContent([new("csrf", Sessions.CsrfToken(id))]);
        using var response = await Send(HttpMethod.Post, "/logout", id, Ours, form);
        response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        response.Headers.GetValues("Set-Cookie").Single().ShouldContain("1970");
        (await Get(Routes.Nodes, id)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_that_is_not_used_ends()
    {
        var id = IdIn(await Login(_person.Token!));
        for (var i = 0; i < 3; i++)
        {
            _server.Clock.Move(TimeSpan.FromMinutes(110));
            (await Get(Routes.Nodes, id)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        _server.Clock.Move(TimeSpan.FromMinutes(121));
        (await Get(Routes.Nodes, id)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_that_is_used_ends_too()
    {
        var id = IdIn(await Login(_person.Token!));
        for (var i = 0; i < 11; i++)
        {
            _server.Clock.Move(TimeSpan.FromMinutes(65));
            (await Get(Routes.Nodes, id)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        _server.Clock.Move(TimeSpan.FromMinutes(65));
        (await Get(Routes.Nodes, id)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_ends_with_the_token_that_it_began_with()
    {
        var id = IdIn(await Login(_person.Token!));
        using var root = _server.Root();
        await root.DeleteAsync($"{Routes.Operators}/{_person.Id}").ShouldGive();
        (await Get(Routes.Nodes, id)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/nodes?query=role:app", "/nodes?query=role:app")]
    [InlineData("//evil.example.com", "/")]
    [InlineData("/\\evil.example.com", "/")]
    [InlineData("https://evil.example.com", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/a\r\nSet-Cookie: x=y", "/")]
    [InlineData("", "/")]
    public async Task After_a_login_one_is_on_our_pages(string next, string place)
    {
        using var response = await Login(_person.Token!, next: next);
        response.Headers.Location!.OriginalString.ShouldBe(place);
    }

    private static string IdIn(HttpResponseMessage response) => response.Headers.GetValues("Set-Cookie").Single().Split(';')[0].Split('=')[1];

    private async Task<HttpResponseMessage> Login(string token, string? cookie = null, string? origin = "", string next = "/") =>
        await Send(HttpMethod.Post, "/login", cookie, origin?.Length == 0 ? Ours : origin, new FormUrlEncodedContent([new("token", token), new("next", next)]));

    private Task<HttpResponseMessage> Get(string path, string cookie) => Send(HttpMethod.Get, path, cookie, origin: null, content: null);

    private async Task<HttpStatusCode> Post(string cookie, string? origin, string? proof, string? site = null)
    {
        using var response = await Send(HttpMethod.Post, Routes.Tokens, cookie, origin, new StringContent("{\"name\":\"a*\"}"), proof, site);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? cookie, string? origin, HttpContent? content, string? proof = null, string? site = null)
    {
        var request = new HttpRequestMessage(method, path) { Version = HttpVersion.Version20, Content = content };
        if (cookie is not null)
            request.Headers.Add("Cookie", $"{Sessions.Cookie}={cookie}");
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (proof is not null)
            request.Headers.Add(Sessions.Header, proof);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        return await _client.SendAsync(request);
    }
}
