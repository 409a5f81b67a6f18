using System.Net;
using Shouldly;

namespace Converge.Server.Tests.Identity;

internal static class Answers
{
    /// <summary>The text of a refusal, which must have that status.</summary>
    public static async Task<string> ShouldRefuse(this Task<HttpResponseMessage> asked, HttpStatusCode status)
    {
        using var response = await asked;
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        return text;
    }

    public static async Task<string> ShouldGive(this Task<HttpResponseMessage> asked)
    {
        using var response = await asked;
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue($"{(int)response.StatusCode} {text}");
        return text;
    }
}
