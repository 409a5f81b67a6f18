using Converge.Protocol;
using Converge.Server.Identity;
using Converge.Server.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Converge.Server.Hosting;

/// <summary>Every call goes through it: who is it, may he, and whatever goes wrong becomes an answer in the same form.</summary>
internal sealed partial class Pipeline(Authentication authentication, CallCounts counts, TimeProvider clock, ILogger<Pipeline> log)
{
    private const string LoginPage = "/login";

    public RequestDelegate Before(Endpoint endpoint) => async context =>
    {
        var start = clock.GetTimestamp();
        await PassAsync(context, endpoint).ConfigureAwait(false);
        counts.Add(endpoint, context.Response.StatusCode, clock.GetElapsedTime(start));
    };

    private async Task PassAsync(HttpContext context, Endpoint endpoint)
    {
        var call = new Call(context, new Caller.Nobody());
        try
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = endpoint.LongestBody;
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            call = new(context, await authentication.IdentifyAsync(context).ConfigureAwait(false));
            if (endpoint.IsPage && call.Caller is Caller.Nobody && endpoint.Access != Access.Anyone)
            {
                context.Response.Redirect($"{LoginPage}?next={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
                return;
            }
            Check(call, endpoint.Access);
            await endpoint.Handle(call).ConfigureAwait(false);
        }
        catch (Exception e) when (!context.Response.HasStarted && Explain(e, context) is { } refusal)
        {
            context.Response.Clear();
            await call.RefuseAsync(refusal.Status, refusal.Message, refusal.Hint).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more to be answered.
        }
    }

    private static void Check(Call call, Access access)
    {
        var isAllowed = (call.Caller, access) switch
        {
            (_, Access.Anyone) or (Caller.Root, not (Access.AnyNode or Access.ThatNode)) => true,
            (Caller.Node, Access.AnyNode or Access.NodeOrViewer) => true,
            (Caller.Node node, Access.ThatNode) => node.NodeName == call.Route("node"),
            (Caller.Operator, Access.Viewer or Access.NodeOrViewer) => true,
            (Caller.Operator person, Access.Operator) => person.Role >= OperatorRole.Operator,
            (Caller.Operator person, Access.Admin) => person.Role >= OperatorRole.Admin,
            _ => false,
        };
        if (!isAllowed)
            throw Refuse(call, access);
    }

    private static RefusalException Refuse(Call call, Access access) => call.Caller switch
    {
        Caller.Nobody => new(StatusCodes.Status401Unauthorized, "it is not known who calls", access is Access.AnyNode or Access.ThatNode ? "a node calls with its certificate; 'converge enrol' gets one" : "send a token: 'Authorization: Bearer …'"),
        Caller.Node node when access == Access.ThatNode => RefusalException.Forbidden($"'{node.NodeName}' may do that only for itself"),
        Caller.Operator person => RefusalException.Forbidden($"'{person.OperatorName}' is {Named(person.Role)}", $"this takes {Needed(access)}"),
        _ => RefusalException.Forbidden($"this is not for '{call.Caller.Name}'", $"this takes {Needed(access)}"),
    };

    private static string Named(OperatorRole role) => role switch
    {
        OperatorRole.Viewer => "a viewer",
        OperatorRole.Operator => "an operator",
        _ => "an admin",
    };

    private static string Needed(Access access) => access switch
    {
        Access.AnyNode or Access.ThatNode => "the certificate of a node",
        Access.Viewer or Access.NodeOrViewer => "a viewer",
        Access.Operator => "an operator",
        _ => "an admin",
    };

    /// <summary>Null for what is nobody's fault here: the client went away.</summary>
    private RefusalException? Explain(Exception problem, HttpContext context)
    {
        switch (problem)
        {
            case RefusalException refusal:
                return refusal;
            case UnknownPlaceException place:
                return RefusalException.BadRequest(place.Message);
            case BadHttpRequestException bad:
                return new(bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "the body is too large" : "the request is broken");
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                return null;
            case FormatException when context.Request.Query.ContainsKey("after"):
                return new(StatusCodes.Status400BadRequest, "'after' is not what a page gave as its next");
            case StorageException storage:
                SayProblem(context.Request.Method, context.Request.Path, storage.Message);
                return new(StatusCodes.Status503ServiceUnavailable, "the server cannot reach what it remembers", "try again in a moment");
            default:
                SayUnexpected(problem, context.Request.Method, context.Request.Path);
                return new(StatusCodes.Status500InternalServerError, "something unexpected happened", "the server's log tells what");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path}: {Problem}")]
    private partial void SayProblem(string method, string path, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path}: something unexpected happened")]
    private partial void SayUnexpected(Exception problem, string method, string path);
}
