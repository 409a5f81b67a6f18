using System.Net.Sockets;
using Converge.Server.Hosting;
using Converge.Server.Storage;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Converge.Server.Identity;

/// <summary>Who makes a call, by what the connection and the headers show.</summary>
public sealed class Authentication
{
    private const string Bearer = "Bearer ";
    private const int Unauthorized = 401;

    private readonly Certificates _certificates;
    private readonly Operators _operators;
    private readonly Sessions _sessions;
    private readonly Failures _failures;

    internal Authentication(Certificates certificates, Operators operators, Sessions sessions, Failures failures) =>
        (_certificates, _operators, _sessions, _failures) = (certificates, operators, sessions, failures);

    /// <exception cref="RefusalException">What is shown is not good. Who shows nothing is nobody.</exception>
    public async ValueTask<Caller> IdentifyAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // The file of the socket says who may connect.
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket.AddressFamily == AddressFamily.Unix)
            return new Caller.Root();
        var authorization = context.Request.Headers.Authorization.ToString();
        if (context.Connection.ClientCertificate is { } certificate)
        {
            return authorization.Length == 0
                ? await _certificates.IdentifyAsync(certificate, context.RequestAborted).ConfigureAwait(false)
                : throw RefusalException.BadRequest("there is a certificate and a token", "expected one of both");
        }
        if (authorization.Length > 0)
            return await ByTokenAsync(context, authorization).ConfigureAwait(false);
        return await _sessions.IdentifyAsync(context).ConfigureAwait(false) is { } caller ? caller : new Caller.Nobody();
    }

    /// <summary>What was remembered of it is forgotten.</summary>
    public void OnChanged(StorageChange change)
    {
        if (change is { Kind: not ChangeKind.Record, Key: not null })
            return;
        Forget(_certificates.Identities, change);
        Forget(_operators.Shelf, change);
        Forget(_sessions.Shelf, change);
    }

    private async ValueTask<Caller> ByTokenAsync(HttpContext context, string authorization)
    {
        var address = context.Connection.RemoteIpAddress;
        _failures.Check(address);
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && await _operators.FindAsync(authorization[Bearer.Length..], context.RequestAborted).ConfigureAwait(false) is var (_, known))
            return new Caller.Operator(known.Name, known.Role);
        _failures.Note(address);
        throw new RefusalException(Unauthorized, "the token is not good: it is mistyped, removed, or its time is over", "an administrator makes another one: 'converge server operator create'");
    }

    private static void Forget<T>(Shelf<T> shelf, StorageChange change)
        where T : class
    {
        if (change.Key is null || change.RecordKind == shelf.Kind)
            shelf.Forget(change.Key);
    }
}
