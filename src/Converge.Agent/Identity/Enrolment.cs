using Converge.Agent.Servers;
using Converge.Linux.State;
using Converge.Protocol;

namespace Converge.Agent.Identity;

/// <summary>Makes this machine a node of a server.</summary>
public static class Enrolment
{
    /// <param name="pin">By which the server is known before anything is sent to it.</param>
    /// <returns>Until when the certificate is good.</returns>
    /// <exception cref="AgentException">The server is not the one, or gives something else than was asked for.</exception>
    /// <exception cref="ServerException">It refuses, or cannot be reached.</exception>
    public static async Task<DateTimeOffset> EnrolAsync(Uri server, string token, string pin, string node, StateFolder state, TimeProvider time, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(time);
        using var client = new ServerClient(server, ServerTrust.OfPin(pin), certificate: null, time);
        using var key = SigningRequest.NewKey();
        var enrolled = await client.EnrolAsync(new EnrolRequest(SigningRequest.Of(node, key), token), cancel).ConfigureAwait(false);
        if (!ServerTrust.IsPinned(enrolled.Authority, pin))
            throw new AgentException("the authority that came with the certificate is not the one of the pin", "nothing was kept");
        SigningRequest.Check(enrolled.Certificate, enrolled.Authority, node, key, time.GetUtcNow());
        new IdentityFolder(state).Write(key, enrolled.Certificate, enrolled.Authority);
        return enrolled.NotAfter;
    }
}
