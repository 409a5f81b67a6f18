using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Converge.Cli.Commands;
using Converge.Cli.Output;
using Converge.Protocol;

namespace Converge.Cli.Servers;

/// <summary>Asks a server in the name of an operator; whatever goes wrong is told in words for people.</summary>
internal sealed class ServerConnection : IDisposable
{
    private const int LargestPage = 1000;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly ServerAddress _address;
    private readonly ServerTrust _trust;
    private readonly HttpClient _client;

    private ServerConnection(ServerAddress address)
    {
        (_address, _trust) = (address, new(address.Authority));
        _trust.Prepare();
        var handler = new SocketsHttpHandler { ConnectTimeout = ConnectTimeout, UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        if (address.Socket is { } path)
            handler.ConnectCallback = async (_, cancel) => await ConnectAsync(path, cancel).ConfigureAwait(false);
        else
            handler.SslOptions = new() { EnabledSslProtocols = SslProtocols.Tls13, RemoteCertificateValidationCallback = (_, certificate, chain, errors) => _trust.Accept(address.Url, certificate, chain, errors) };
        _client = new(handler) { BaseAddress = address.Url, Timeout = Timeout };
        if (address.Token is { } token)
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public static ServerConnection Open(Invocation invocation) => new(ServerAddress.Of(invocation));

    public T Get<T>(string path, JsonTypeInfo<T> type) => Read(Send(HttpMethod.Get, path, content: null), type);

    /// <summary>The answer as it is.</summary>
    public byte[] Get(string path) => Send(HttpMethod.Get, path, content: null);

    /// <summary>Copies an answer, however long it is and however long that takes.</summary>
    public void Copy(string path, Stream to) => CopyAsync(path, to).GetAwaiter().GetResult();

    public TAnswer Post<TSent, TAnswer>(string path, TSent sent, JsonTypeInfo<TSent> sentType, JsonTypeInfo<TAnswer> type) =>
        Read(Send(HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(sent, sentType)), type);

    public void Delete(string path) => Send(HttpMethod.Delete, path, content: null);

    /// <summary>The items of all pages, or as many as are wanted.</summary>
    /// <param name="path">With a question mark, and parameters if there are any.</param>
    public List<T> List<T>(string path, JsonTypeInfo<Page<T>> type, int most = int.MaxValue)
    {
        var items = new List<T>();
        string? after = null;
        do
        {
            var limit = Math.Min(LargestPage, most - items.Count);
            var page = Get($"{path}&limit={limit}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}", type);
            items.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null && items.Count < most);
        return items;
    }

    public void Dispose() => _client.Dispose();

    private byte[] Send(HttpMethod method, string path, byte[]? content) => SendAsync(method, path, content).GetAwaiter().GetResult();

    private async Task<byte[]> SendAsync(HttpMethod method, string path, byte[]? content)
    {
        using var request = new HttpRequestMessage(method, path);
        if (content is not null)
        {
            request.Content = new ByteArrayContent(content);
            request.Content.Headers.ContentType = new("application/json");
        }
        try
        {
            using var response = await _client.SendAsync(request).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            return response.IsSuccessStatusCode ? body : throw Refused((int)response.StatusCode, body);
        }
        catch (HttpRequestException e)
        {
            throw _trust.Problem ?? Unreachable(e);
        }
        catch (OperationCanceledException)
        {
            throw new UserException($"the server '{_address.Name}' does not answer", $"it was given {Timeout.TotalSeconds} seconds");
        }
    }

    private async Task CopyAsync(string path, Stream to)
    {
        try
        {
            using var response = await _client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw Refused((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false));
            await response.Content.CopyToAsync(to).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw _trust.Problem ?? Unreachable(e);
        }
    }

    private UserException Refused(int status, byte[] body)
    {
        const int Unauthorized = 401;
        var refusal = TryRead(body);
        if (status == Unauthorized && _address is { Token: null, Socket: null })
            return new("the server wants to know who you are", $"set {ServerAddress.TokenVariable}, or write a token to {OperatorFile.Usual}; 'converge server operator create' makes one");
        return refusal is null
            ? new($"the server '{_address.Name}' answered with status {status}", "is it a server of Converge?")
            : new(Table.Clean(refusal.Error), refusal.Hint is null ? null : Table.Clean(refusal.Hint));
    }

    private static Refusal? TryRead(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ProtocolJson.Default.Refusal) is { Error.Length: > 0 } refusal ? refusal : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private UserException Unreachable(HttpRequestException e)
    {
        var socket = Find<SocketException>(e);
        if (_address.Socket is { } path)
        {
            return socket?.SocketErrorCode == SocketError.AccessDenied
                ? new($"this user may not use '{path}'", "run it as root, or ask the server by its URL with a token")
                : new($"there is no server at '{path}'", "'systemctl status converge-server' tells whether it runs");
        }
        var why = socket?.Message ?? Find<AuthenticationException>(e)?.Message ?? e.Message;
        return new($"cannot reach the server '{_address.Name}': {why}", "is it running, and is this its address?");
    }

    private T Read<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw new UserException($"the server '{_address.Name}' answered something that is not understood here", "is it of another version? 'converge version' tells this one");
        }
    }

    private static TWanted? Find<TWanted>(Exception? e)
        where TWanted : Exception
    {
        while (e is not null and not TWanted)
            e = e.InnerException;
        return (TWanted?)e;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
