using Converge.Server.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Converge.Server.Identity;

/// <summary>Whether a page of ours made a browser send something. Pages cannot change these headers.</summary>
internal static class Origin
{
    public static bool IsOurs(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site))
            return site == "same-origin" && (origin is "" or "null" || IsHost(origin, request));
        return IsHost(origin, request);
    }

    private static bool IsHost(string origin, HttpRequest request) => origin == $"https://{request.Host}";
}

/// <summary>Forms, which are small here.</summary>
internal static class Forms
{
    private const int MostFields = 32;
    private const int LongestName = 64;
    private const int LongestBody = 16 * 1024;

    private static readonly FormOptions Limits = new() { ValueCountLimit = MostFields, KeyLengthLimit = LongestName, ValueLengthLimit = LongestBody, BufferBodyLengthLimit = LongestBody, MultipartBodyLengthLimit = 1 };

    /// <summary>The form in the body, which later readers get again.</summary>
    /// <exception cref="RefusalException">There is none, or it is too large.</exception>
    public static async ValueTask<IFormCollection> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IFormFeature>() is not { Form: not null })
            context.Features.Set<IFormFeature>(new FormFeature(context.Request, Limits));
        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw RefusalException.BadRequest("the body is no form, or too large a one");
        }
    }
}
