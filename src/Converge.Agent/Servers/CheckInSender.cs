using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Converge.Language.Values;
using Converge.Linux.State;
using Converge.Protocol;

namespace Converge.Agent.Servers;

/// <summary>Tells a server what this node is like: nothing if it knows that, what has changed if that is little, else everything.</summary>
public sealed class CheckInSender(ServerClient server, string node, StateFolder state)
{
    private const string Name = "checked-in.json";

    private static readonly (TimeSpan Patience, int Tries) Usual = (TimeSpan.FromSeconds(60), 3);
    private static readonly (TimeSpan Patience, int Tries) Brief = (TimeSpan.FromSeconds(2), 1);

    private (TimeSpan Patience, int Tries) _effort = Usual;
    private ScriptObject? _sent;
    private string? _hash;
    private bool _isRead;

    /// <param name="isLost">Whether the server was away already: then it is tried once and not for long, since a run waits for it.</param>
    /// <exception cref="ServerException">It was refused, or did not arrive.</exception>
    public async Task SendAsync(CheckIn checkIn, bool isLost, CancellationToken cancel)
    {
        _effort = isLost ? Brief : Usual;
        Recall();
        var whole = JsonText.Read(JsonSerializer.Serialize(checkIn, ProtocolJson.Default.CheckIn)).AsObject();
        if (_sent is not null && _hash is not null)
        {
            var patch = Difference.Of(_sent, whole);
            if (patch is { Count: 0 } && await IsKnownAsync(cancel).ConfigureAwait(false))
                return;
            if (patch is { Count: > 0 } && await PatchAsync(patch, whole, cancel).ConfigureAwait(false))
                return;
        }
        using var response = await PutAsync(whole, "application/json", basis: null, cancel).ConfigureAwait(false);
        await RememberAsync(response, whole, cancel).ConfigureAwait(false);
    }

    private async Task<bool> IsKnownAsync(CancellationToken cancel)
    {
        using var response = await server.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Put, Routes.Node(node));
                request.Headers.IfNoneMatch.Add(new($"\"{_hash}\""));
                return request;
            },
            _effort.Patience, _effort.Tries, cancel, HttpStatusCode.PreconditionFailed).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.NoContent;
    }

    private async Task<bool> PatchAsync(ScriptObject patch, ScriptObject whole, CancellationToken cancel)
    {
        using var response = await PutAsync(patch, CheckIn.PatchType, _hash, cancel).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.PreconditionFailed)
            return false;
        await RememberAsync(response, whole, cancel).ConfigureAwait(false);
        return true;
    }

    private Task<HttpResponseMessage> PutAsync(ScriptObject body, string type, string? basis, CancellationToken cancel)
    {
        var json = JsonText.Write(Value.From(body));
        return server.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Put, Routes.Node(node)) { Content = new StringContent(json, new MediaTypeHeaderValue(type)) };
                if (basis is not null)
                    request.Headers.Add(CheckIn.Base, basis);
                return request;
            },
            _effort.Patience, _effort.Tries, cancel, HttpStatusCode.PreconditionFailed);
    }

    private async Task RememberAsync(HttpResponseMessage response, ScriptObject whole, CancellationToken cancel)
    {
        var answer = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false), ProtocolJson.Default.CheckedIn);
        (_sent, _hash) = (whole, answer?.Hash);
        state.Write(state.In(Name), JsonText.Write(Value.From(new ScriptObject { ["hash"] = Value.From(_hash ?? ""), ["sent"] = Value.From(whole) })) + "\n");
    }

    private void Recall()
    {
        if (_isRead)
            return;
        _isRead = true;
        try
        {
            if (state.ReadText(state.In(Name)) is { } text && JsonText.Read(text).As<ScriptObject>() is { } known)
                (_sent, _hash) = (known["sent"].AsObject(), known["hash"].AsString());
        }
        catch (Exception e) when (e is JsonTextException or KeyNotFoundException or InvalidOperationException or InvalidCastException)
        {
            // Then all is sent once more.
        }
    }
}
