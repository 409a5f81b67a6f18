using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Converge.Linux.Checks;
using Converge.Linux.Machine;
using Converge.Plans;

namespace Converge.Linux.Execution;

/// <summary>Fetches what comes from elsewhere, and makes sure that it is what was meant. Proxies are those of the environment.</summary>
internal sealed class Downloads(LinuxMachine machine, TimeSpan? pause = null)
{
    private const int Piece = 128 * 1024;
    private const int Tries = 3;
    private const int FirstServerError = 500;

    // A server that says nothing for so long will say nothing more.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private static readonly Lazy<HttpClient> Client = new(static () => new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30) }) { Timeout = Timeout.InfiniteTimeSpan });

    /// <summary>Writes it to an empty stream that can be started again.</summary>
    /// <exception cref="StepException">It cannot be had, or is another one.</exception>
    public async Task FetchAsync(RemoteFile source, Stream target, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            target.SetLength(0);
            try
            {
                await CopyAsync(source, target, cancel).ConfigureAwait(false);
                target.Position = 0;
                return;
            }
            catch (PassingException) when (attempt < Tries)
            {
                await Task.Delay(attempt * (pause ?? TimeSpan.FromSeconds(2)), cancel).ConfigureAwait(false);
            }
            catch (PassingException e)
            {
                throw new StepException(e.Message);
            }
        }
    }

    private async Task CopyAsync(RemoteFile source, Stream target, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            if (source.Address.StartsWith('/'))
            {
                using var file = machine.LinuxFiles.OpenStream(source.Address) ?? throw new StepException($"there is no '{source.Address}'");
                await CopyAsync(file, target, hash, cancel).ConfigureAwait(false);
            }
            else
            {
                using var response = await AskAsync(source, cancel).ConfigureAwait(false);
                using var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
                await CopyAsync(body, target, hash, cancel).ConfigureAwait(false);
                if (response.Content.Headers.ContentLength is { } length && target.Length != length)
                    throw new PassingException($"{source} broke off after {target.Length} of {length} bytes");
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new PassingException($"{source} cannot be fetched: {HttpCheck.Describe(e)}");
        }
        var sum = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (source.Sha256 is { } expected && sum != expected)
            throw new StepException($"{source} is another file than was meant: its SHA-256 is {sum}, and not {expected}; nothing was changed");
    }

    private static async Task<HttpResponseMessage> AskAsync(RemoteFile source, CancellationToken cancel)
    {
        var url = new Uri(source.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.UserAgent.ParseAdd("converge");
        if (url.UserInfo.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        silence.CancelAfter(Silence);
        try
        {
            var response = await Client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return response;
            response.Dispose();
            var message = $"{source} cannot be fetched: the server answers {(int)response.StatusCode} {response.ReasonPhrase}";
            throw (int)response.StatusCode >= FirstServerError || response.StatusCode is HttpStatusCode.TooManyRequests ? new PassingException(message) : new StepException(message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new PassingException($"{source} cannot be fetched: the server does not answer");
        }
    }

    private static async Task CopyAsync(Stream from, Stream to, IncrementalHash hash, CancellationToken cancel)
    {
        var buffer = new byte[Piece];
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        while (true)
        {
            silence.CancelAfter(Silence);
            int count;
            try
            {
                count = await from.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException silent) when (!cancel.IsCancellationRequested)
            {
                throw new IOException($"it broke off after {to.Length} bytes", silent);
            }
            if (count == 0)
                return;
            hash.AppendData(buffer, 0, count);
            await to.WriteAsync(buffer.AsMemory(0, count), cancel).ConfigureAwait(false);
        }
    }

    /// <summary>What may be otherwise at the next try.</summary>
    private sealed class PassingException(string message) : Exception(message);
}
