using System.Security.Cryptography;
using System.Text;
using Converge.Protocol;
using Converge.Recipes.Trees;
using Converge.Server.Hosting;
using Converge.Server.Identity;
using Converge.Server.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Converge.Server.Repository;

/// <summary>Gives the mirrored repository to nodes, for reading, and takes the calls of the place that it is a mirror of.</summary>
internal sealed class RepositoryCalls(RepositoryMirror mirror, ServerOptions options, IStorage storage) : IDisposable
{
    private const string UploadPack = "git-upload-pack";
    private const string Signature = "X-Hub-Signature-256";
    private const string SignaturePrefix = "sha256=";

    // GitLab sends the secret itself.
    private const string Token = "X-Gitlab-Token";
    private const long LongestRequest = 16 * 1024 * 1024;
    private const int LongestHook = 1024 * 1024;

    // A fetch costs a process; nodes that come all at once take turns.
    private readonly SemaphoreSlim _fetches = new(Math.Max(4, Environment.ProcessorCount * 2));

    public IEnumerable<Endpoint> Endpoints =>
    [
        new("GET", $"{Routes.Repository}/info/refs", Access.NodeOrViewer, AdvertiseAsync) { Summary = "what git fetch asks first" },
        new("POST", $"{Routes.Repository}/{UploadPack}", Access.NodeOrViewer, UploadPackAsync) { LongestBody = LongestRequest, Summary = "what git fetch asks then" },
        new("POST", "/hooks/git", Access.Anyone, HookAsync) { LongestBody = LongestHook, Summary = "there is something new in the repository" },
        new("GET", Routes.Environments, Access.Viewer, ListEnvironmentsAsync) { Summary = "environments, and what they follow", Gives = ProtocolJson.Default.PageEnvironmentSummary },
    ];

    public void Dispose() => _fetches.Dispose();

    private async Task AdvertiseAsync(Call call)
    {
        if (call.Query("service") != UploadPack)
            throw RefusalException.Forbidden("the repository is for reading", "push to the repository that this is a mirror of");
        call.Http.Response.ContentType = $"application/x-{UploadPack}-advertisement";
        call.Http.Response.Headers.CacheControl = "no-cache";
        await call.Http.Response.Body.WriteAsync("001e# service=git-upload-pack\n0000"u8.ToArray(), call.Cancel).ConfigureAwait(false);
        await ServeAsync(call, advertises: true, Stream.Null).ConfigureAwait(false);
    }

    private async Task UploadPackAsync(Call call)
    {
        call.Http.Response.ContentType = $"application/x-{UploadPack}-result";
        call.Http.Response.Headers.CacheControl = "no-cache";
        var isPacked = call.Http.Request.Headers.ContentEncoding.ToString() is "gzip" or "x-gzip";
        await using var body = isPacked ? new System.IO.Compression.GZipStream(call.Http.Request.Body, System.IO.Compression.CompressionMode.Decompress) : call.Http.Request.Body;
        await ServeAsync(call, advertises: false, body).ConfigureAwait(false);
    }

    private async Task ServeAsync(Call call, bool advertises, Stream request)
    {
        if (options.Repository is null)
            throw RefusalException.NotFound("this server mirrors no repository", "start it with '--repository'");
        await mirror.FirstLook.WaitAsync(call.Cancel).ConfigureAwait(false);
        await _fetches.WaitAsync(call.Cancel).ConfigureAwait(false);
        try
        {
            var protocol = call.Http.Request.Headers["Git-Protocol"].ToString();
            var problem = await GitServing.UploadPackAsync(mirror.Folder, advertises, protocol, request, call.Http.Response.Body, call.Cancel).ConfigureAwait(false);
            if (problem is not null && !call.Http.Response.HasStarted)
                throw new RefusalException(StatusCodes.Status503ServiceUnavailable, problem.Message);
            if (problem is not null)
                call.Http.Features.Get<IHttpRequestLifetimeFeature>()?.Abort();
        }
        finally
        {
            _fetches.Release();
        }
    }

    private async Task HookAsync(Call call)
    {
        if (options.HookSecretFile is not { } file)
            throw RefusalException.NotFound("this server has no webhook", "start it with '--hook-secret FILE'");
        var body = await call.ReadBytesAsync(LongestHook).ConfigureAwait(false);
        var secret = Encoding.UTF8.GetBytes((await File.ReadAllTextAsync(file, call.Cancel).ConfigureAwait(false)).Trim());
        var headers = call.Http.Request.Headers;
        var isSigned = Fits(headers[Signature], Encoding.ASCII.GetBytes(SignaturePrefix + Convert.ToHexStringLower(HMACSHA256.HashData(secret, body))));
        if (secret.Length == 0 || (!isSigned && !Fits(headers[Token], secret)))
            throw RefusalException.Forbidden("the signature of the call is wrong", $"expected '{Signature}: sha256=…', the HMAC of the body with the secret of the hook, or '{Token}' with the secret");
        mirror.Hurry();
        await call.AnswerNothing(StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    private static bool Fits(StringValues given, byte[] expected) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given.ToString()), expected);

    private async Task ListEnvironmentsAsync(Call call)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var node in storage.Nodes.ReadAllAsync(documents: false, call.Cancel).ConfigureAwait(false))
        {
            var environment = mirror.View.Of(node.Name).Environment;
            counts[environment] = counts.GetValueOrDefault(environment) + 1;
        }
        var list = mirror.View.Environments.Select(head => head.Summarize(counts.GetValueOrDefault(head.Name))).ToList();
        await call.AnswerAsync(new Page<EnvironmentSummary>(list, null), ProtocolJson.Default.PageEnvironmentSummary).ConfigureAwait(false);
    }
}
