using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Converge.Catalogs;

namespace Converge.Linux.Checks;

/// <summary><c>http</c>: a page answers as it should.</summary>
internal sealed class HttpCheck : ICheck
{
    private const int UsualStatus = 200;
    private const int MostRead = 1 << 20;

    public string Name => "http";

    public async Task<string?> AskAsync(CatalogCheck check, CancellationToken cancel)
    {
        var url = new Uri(check.Id.Title);
        var verifies = CheckRunner.Text(check, "verify") is { } asked ? asked == "true" : !IsThisMachine(url);
        SslPolicyErrors? distrust = null;
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) =>
        {
            distrust = errors == SslPolicyErrors.None ? null : errors;
            return !verifies || errors == SslPolicyErrors.None;
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Host = CheckRunner.Text(check, "host");
        request.Headers.UserAgent.ParseAdd("converge");
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            return await JudgeAsync(check, response, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return verifies && distrust is { } errors ? $"{url} has no certificate to trust: {Describe(errors)}" : $"{url} does not answer: {Describe(e)}";
        }
    }

    private static async Task<string?> JudgeAsync(CatalogCheck check, HttpResponseMessage response, CancellationToken cancel)
    {
        var expected = CheckRunner.Text(check, "expect") is { } status ? int.Parse(status, CultureInfo.InvariantCulture) : UsualStatus;
        var actual = (int)response.StatusCode;
        if (actual != expected)
            return $"{check.Id.Title} answers {actual} instead of {expected}{(response.Headers.Location is { } elsewhere ? $", and points to {elsewhere}" : "")}";
        if (CheckRunner.Text(check, "contains") is not { } text)
            return null;
        var body = await ReadAsync(response, cancel).ConfigureAwait(false);
        return body.Contains(text, StringComparison.Ordinal) ? null : $"there is no '{text}' in what {check.Id.Title} answers";
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        using var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var (buffer, length) = (new byte[MostRead], 0);
        while (length < buffer.Length && await stream.ReadAsync(buffer.AsMemory(length), cancel).ConfigureAwait(false) is > 0 and var count)
            length += count;
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static bool IsThisMachine(Uri url) => url.IsLoopback
        || (IPAddress.TryParse(url.Host, out var address)
            && NetworkInterface.GetAllNetworkInterfaces().Any(i => i.GetIPProperties().UnicastAddresses.Any(own => own.Address.Equals(address))));

    private static string Describe(SslPolicyErrors errors) =>
        errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "it is for another name"
        : errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "it shows none"
        : "nobody whom this machine trusts has signed it, or it is out of date";

    internal static string Describe(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket)
                return TcpCheck.Describe(socket);
        }
        return (e.InnerException ?? e).Message.TrimEnd('.').ToLowerInvariant();
    }
}
