using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Converge.Agent.Identity;
using Converge.Agent.Servers;
using Converge.Linux.State;
using Converge.Testing;
using Shouldly;

namespace Converge.Agent.Tests.Live;

public sealed class EnrolmentTests
{
    [ProgramFact("git")]
    public async Task A_node_gets_a_certificate_for_a_key_that_only_it_may_read()
    {
        await using var fleet = await LiveFleet.StartAsync(static folder => folder.WriteFleet("hello", "web1"));
        var configuration = await fleet.EnrolAsync("web1");
        using var state = new StateFolder(configuration.State);
        var identity = new IdentityFolder(state);
        using var certificate = identity.Read();
        certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false).ShouldBe("web1");
        certificate.HasPrivateKey.ShouldBeTrue();
        foreach (var file in new[] { identity.KeyFile, identity.CertificateFile, identity.AuthorityFile })
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Renewal.DueAt(certificate).ShouldBeInRange(DateTimeOffset.UtcNow.AddDays(55), DateTimeOffset.UtcNow.AddDays(61));
    }

    [ProgramFact("git")]
    public async Task Nothing_is_sent_to_a_server_with_another_pin()
    {
        await using var fleet = await LiveFleet.StartAsync(static folder => folder.WriteFleet("hello", "web1"));
        var (token, wrong) = (await fleet.TokenAsync("web1"), Convert.ToHexStringLower(SHA256.HashData("another"u8)));
        using var state = new StateFolder(fleet.Folder["state"]);
        state.Prepare();
        var refusal = await Should.ThrowAsync<ServerException>(() => EnrolAsync(wrong));
        refusal.Message.ShouldBe($"'{fleet.Address}' is not believed: its authority is not the one of the pin");
        new IdentityFolder(state).IsEnrolled.ShouldBeFalse();
        // The token was not used up.
        await EnrolAsync(string.Join(':', fleet.Pin.ToUpperInvariant().Chunk(2).Select(static pair => new string(pair))));
        new IdentityFolder(state).IsEnrolled.ShouldBeTrue();
        (await Should.ThrowAsync<ServerException>(() => EnrolAsync(fleet.Pin))).Status.ShouldNotBeNull();

        Task EnrolAsync(string pin) => Enrolment.EnrolAsync(fleet.Address, token, pin, "web1", state, TimeProvider.System, CancellationToken.None);
    }

    [ProgramFact("git")]
    public async Task A_node_does_not_believe_a_server_of_another_authority()
    {
        await using var fleet = await LiveFleet.StartAsync(static folder => folder.WriteFleet("hello", "web1"));
        await using var other = await LiveFleet.StartAsync(static folder => folder.WriteFleet("hello", "web1"));
        using var state = new StateFolder((await fleet.EnrolAsync("web1")).State);
        var identity = new IdentityFolder(state);
        using var certificate = identity.Read();
        using var client = new ServerClient(other.Address, ServerTrust.OfFile(identity.AuthorityFile), certificate, TimeProvider.System);
        (await Should.ThrowAsync<ServerException>(() => client.SearchAsync(new("name:*"), CancellationToken.None))).Message.ShouldStartWith($"'{other.Address}' is not believed: its certificate is not good");
    }

    [ProgramFact("git")]
    public async Task A_certificate_is_renewed_when_two_thirds_of_its_life_are_over()
    {
        await using var fleet = await LiveFleet.StartAsync(static folder => folder.WriteFleet("hello", "web1"));
        using var state = new StateFolder((await fleet.EnrolAsync("web1")).State);
        var identity = new IdentityFolder(state);
        using var before = identity.Read();
        using var client = new ServerClient(fleet.Address, ServerTrust.OfFile(identity.AuthorityFile), before, TimeProvider.System);
        using var key = identity.ReadKey();
        var log = new AgentLog(Agent.Configuration.LogLevel.Debug, new StringWriter(), usesJournal: false);
        using var stop = new CancellationTokenSource();
        var renewal = new Renewal(identity, client, "web1", new(log, TimeProvider.System), log, new LaterClock(TimeSpan.FromDays(61)));
        var running = renewal.RunAsync(stop.Token);
        for (var attempt = 0; attempt < 3000 && await File.ReadAllTextAsync(identity.CertificateFile) == before.ExportCertificatePem() + "\n"; attempt++)
            await Task.Delay(20);
        await stop.CancelAsync();
        await Task.WhenAny(running);
        running.IsFaulted.ShouldBeFalse();
        using var after = identity.Read();
        after.SerialNumber.ShouldNotBe(before.SerialNumber);
        (await client.SearchAsync(new("name:*"), CancellationToken.None)).Query.ShouldBe("name:*");
    }

    private sealed class LaterClock(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + later;
    }
}
