using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Converge.Lab.Apt;

/// <summary>Answers the requests of clients.</summary>
internal sealed class Proxy(FileSource source, Traffic traffic) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            var answer = await AnswerAsync(context);
            if (answer.Content is { } content)
            {
                using (content)
                    await new Reply(context, traffic).SendAsync(content, answer.Source);
            }
            else
            {
                await Reply.RefuseAsync(context, answer.Refusal!);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            // The client went away, the download that it followed failed, or the cache is being stopped.
            if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
                context.Abort();
            else
                await Reply.RefuseAsync(context, new(500, $"the lab's apt proxy failed: {Upstream.Reason(e)}"));
        }
    }

    private async Task<Answer> AnswerAsync(HttpContext context)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsConnect(method))
            return Answer.No(403, Refusal.PlainHttpOnly);
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
            return Answer.No(405, $"the lab's apt proxy knows GET and HEAD and not '{method}'");
        if (!RepositoryFile.TryParse(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, out var file, out var refusal))
            return new(null, refusal, "none");
        var answer = await source.FindAsync(file, context.RequestAborted);
        if (answer.Content?.Description.IsAbsent != true)
            return answer;
        answer.Content.Dispose();
        return Answer.No(404, $"'{file.Uri.Authority}' has no '{file.Uri.AbsolutePath}'");
    }
}
