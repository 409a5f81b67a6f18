using Converge.Server.Hosting;
using Converge.Server.Storage;

namespace Converge.Server.Identity;

/// <summary>All that decides who is who, put together.</summary>
public sealed class Gate : IDisposable
{
    private Gate(Authority authority, IStorage storage, TimeProvider clock)
    {
        var failures = new Failures(clock);
        Authority = authority;
        Audit = new(storage, clock);
        Certificates = new(storage.Records, Audit, clock);
        var operators = new Operators(storage.Records, Audit, clock);
        var tokens = new Tokens(storage.Records, Audit, authority.Pin, clock);
        var sessions = new Sessions(storage.Records, operators, Audit, failures, clock);
        var enrolment = new Enrolment(authority, tokens, Certificates, storage.Nodes, Audit, failures, clock);
        Authentication = new(Certificates, operators, sessions, failures);
        Endpoints = [.. enrolment.Endpoints, .. tokens.Endpoints, .. operators.Endpoints, .. Certificates.Endpoints, .. sessions.Endpoints, .. Audit.Endpoints];
    }

    public Authority Authority { get; }

    public Authentication Authentication { get; }

    public AuditLog Audit { get; }

    public Certificates Certificates { get; }

    public IReadOnlyList<Endpoint> Endpoints { get; }

    /// <exception cref="InvalidDataException">The authority in the folder is of no use.</exception>
    public static Gate Open(ServerOptions options, IStorage storage, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return new(Authority.Open(options, clock), storage, clock);
    }

    public void Dispose() => Authority.Dispose();
}
