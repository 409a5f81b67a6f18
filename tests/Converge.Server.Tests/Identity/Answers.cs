using System.Net;
using System.Text.Json;
using Converge.Protocol;
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
        var refusal = JsonSerializer.Deserialize(text, ProtocolJson.Default.Refusal)!;
        return $"{refusal.Error}\n{refusal.Hint}";
    }

    public static async Task<string> ShouldGive(this Task<HttpResponseMessage> asked)
    {
        using var response = await asked;
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue($"{(int)response.StatusCode} {text}");
        return text;
    }
}
