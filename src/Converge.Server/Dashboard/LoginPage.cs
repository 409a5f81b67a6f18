using Converge.Protocol;
using Converge.Server.Dashboard.Html;
using Converge.Server.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Converge.Server.Dashboard;

/// <summary>Asks who somebody is. What is done with the answer is in <see cref="Sessions"/>.</summary>
internal static class LoginPage
{
    private const string Next = "next";

    public static Endpoint Endpoint { get; } = PageAnswers.Page(Links.Login, static (call, _) => Task.FromResult(Draw(call.Query(Next) ?? Links.Fleet, problem: null)), Access.Anyone);

    public static Page Draw(string next, Refusal? problem) => new("log in", Section.None, Markup.Of($"""
        <div class="login">
        <h1><svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M3 5l7 7-7 7M21 5l-7 7 7 7"/></svg>converge</h1>
        <form method="post" action="{Links.Login}">
        <input type="hidden" name="{Next}" value="{next}">
        <label for="token">token of an operator</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus spellcheck="false" {Markup.When(problem is not null, $"""aria-invalid="true" aria-describedby="problem" """)}>
        {Problem(problem)}
        <button type="submit">log in</button>
        </form>
        <p class="faint"><code>converge server operator create NAME --role viewer</code> on the server makes a token</p>
        </div>
        """));

    /// <summary>Where somebody wanted to who gave a token that is not good.</summary>
    public static string NextOf(HttpRequest request) =>
        request.HttpContext.Features.Get<IFormFeature>()?.Form is { } form && form[Next].ToString() is { Length: > 0 } next ? next : Links.Fleet;

    private static Markup Problem(Refusal? problem) => problem is null ? Markup.None : Markup.Of($"""
        <div id="problem" class="problem" role="alert"><p>{problem.Error}</p>{Parts.Hint(problem.Hint)}</div>
        """);
}
