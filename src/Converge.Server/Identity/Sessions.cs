using System.Security.Cryptography;
using System.Text;
using Converge.Server.Hosting;
using Converge.Server.Storage;
using Microsoft.AspNetCore.Http;

namespace Converge.Server.Identity;

/// <summary>
/// What a browser has instead of a token: a cookie that scripts cannot read, and that ends by itself. The server keeps only
/// the hash of it.
/// </summary>
public sealed class Sessions
{
    public const string Cookie = "__Host-converge";

    /// <summary>The field of a form with the proof that it is ours.</summary>
    public const string FormField = "csrf";

    /// <summary>The header with the same.</summary>
    public const string Header = "X-CSRF-Token";

    private const string LoginPath = "/login";
    private const long LongestForm = 4096;
    private const int IdBytes = 32;
    private static readonly TimeSpan Idle = TimeSpan.FromHours(2);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>How exactly it is known when somebody was here last.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);

    private readonly Shelf<KeptSession> _sessions;
    private readonly Operators _operators;
    private readonly AuditLog _audit;
    private readonly Failures _failures;
    private readonly TimeProvider _clock;

    internal Sessions(IRecordStorage records, Operators operators, AuditLog audit, Failures failures, TimeProvider clock) =>
        (_sessions, _operators, _audit, _failures, _clock) = (new(records, "session", KeptJson.Default.KeptSession), operators, audit, failures, clock);

    public IEnumerable<Endpoint> Endpoints =>
    [
        new("POST", LoginPath, Access.Anyone, LoginAsync) { LongestBody = LongestForm, IsPage = true, Summary = "begins a session with a token, from a form" },
        new("POST", "/logout", Access.Viewer, LogoutAsync) { LongestBody = LongestForm, IsPage = true, Summary = "ends a session" },
    ];

    internal Shelf<KeptSession> Shelf => _sessions;

    /// <summary>What forms and scripts of a session's pages send with all that changes something. A page of somebody else cannot know it.</summary>
    public static string CsrfToken(string session) => Encode(HMACSHA256.HashData(Encoding.ASCII.GetBytes(session), "converge csrf"u8));

    /// <returns>Null if there is no cookie, or it is of no session any more.</returns>
    internal async ValueTask<Caller.Operator?> IdentifyAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        // Who begins another session need not prove to be in one; where the form comes from is checked there.
        if (context.Request.Path == LoginPath || !context.Request.Cookies.TryGetValue(Cookie, out var id) || id is not { Length: > 0 and < 100 })
            return null;
        var (key, now) = (BearerToken.HashOf(id), _clock.GetUtcNow());
        if (await _sessions.FindAsync(key, cancel).ConfigureAwait(false) is not { } session)
            return null;
        if (IsOver(session, now) || await _operators.FindByIdAsync(session.Operator, cancel).ConfigureAwait(false) is not { } known)
        {
            await _sessions.RemoveAsync(key, cancel).ConfigureAwait(false);
            return null;
        }
        await CheckOriginAsync(context, id).ConfigureAwait(false);
        if (now - session.Seen >= Grain)
            await _sessions.ChangeAsync(key, kept => kept is not null && kept.Seen < now ? kept with { Seen = now } : null, cancel).ConfigureAwait(false);
        return new(known.Name, known.Role, id);
    }

    /// <summary>Begins a session with the token of an operator, in a form. Whatever session there was before ends.</summary>
    private async Task LoginAsync(Call call)
    {
        var address = call.Http.Connection.RemoteIpAddress;
        _failures.Check(address);
        if (!Origin.IsOurs(call.Http.Request))
            throw RefusalException.Forbidden("the form came from another site");
        var form = await Forms.ReadAsync(call.Http).ConfigureAwait(false);
        if (await _operators.FindAsync(form["token"].ToString().Trim(), call.Cancel).ConfigureAwait(false) is not var (token, known))
        {
            _failures.Note(address);
            throw new RefusalException(401, "the token is not good", "an administrator makes one: 'converge server operator create'");
        }
        await EndAsync(call.Http).ConfigureAwait(false);
        await ForgetOldAsync(call.Cancel).ConfigureAwait(false);
        var (id, now) = (Encode(RandomNumberGenerator.GetBytes(IdBytes)), _clock.GetUtcNow());
        await _sessions.PutAsync(BearerToken.HashOf(id), new(token, now, now), revision: 0, call.Cancel).ConfigureAwait(false);
        await _audit.NoteAsync(call, known.Name, "log in", "dashboard", $"token {token}").ConfigureAwait(false);
        call.Http.Response.Cookies.Append(Cookie, id, Options());
        Redirect(call.Http, form["next"].ToString());
    }

    private async Task LogoutAsync(Call call)
    {
        await EndAsync(call.Http).ConfigureAwait(false);
        await _audit.NoteAsync(call, "log out", "dashboard").ConfigureAwait(false);
        call.Http.Response.Cookies.Delete(Cookie, Options());
        Redirect(call.Http, "/");
    }

    private async ValueTask EndAsync(HttpContext context)
    {
        if (context.Request.Cookies.TryGetValue(Cookie, out var id) && id is { Length: > 0 and < 100 })
            await _sessions.RemoveAsync(BearerToken.HashOf(id), context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>A cookie comes with a request whoever made the browser send it: what changes something must come from our own pages.</summary>
    private static async ValueTask CheckOriginAsync(HttpContext context, string session)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return;
        if (!Origin.IsOurs(request))
            throw RefusalException.Forbidden("the request came from another site");
        var given = request.Headers.TryGetValue(Header, out var header) ? header.ToString()
            : request.HasFormContentType ? (await Forms.ReadAsync(context).ConfigureAwait(false))[FormField].ToString() : "";
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.ASCII.GetBytes(CsrfToken(session))))
            throw RefusalException.Forbidden("the request does not prove that it is from a page of this session", "load the page anew, and try again");
    }

    private static bool IsOver(KeptSession session, DateTimeOffset now) => now - session.Seen > Idle || now - session.Begun > Longest;

    private async ValueTask ForgetOldAsync(CancellationToken cancel)
    {
        foreach (var (key, session, _) in await _sessions.ListAsync(cancel).ConfigureAwait(false))
        {
            if (IsOver(session, _clock.GetUtcNow()))
                await _sessions.RemoveAsync(key, cancel).ConfigureAwait(false);
        }
    }

    private static CookieOptions Options() => new() { Secure = true, HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };

    /// <summary>Back to where somebody wanted to, but never to another site.</summary>
    private static void Redirect(HttpContext context, string next)
    {
        var isLocal = next is ['/', ..] && next is not ['/', '/' or '\\', ..] && next.All(static c => c is > ' ' and < '\x7f' and not '\\');
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = isLocal ? next : "/";
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
