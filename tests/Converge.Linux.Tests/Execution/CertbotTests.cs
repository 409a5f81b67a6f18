using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Converge.Linux.Runs;
using Converge.Linux.State;
using Converge.Linux.Tests.Resources;
using Converge.Reports;
using Converge.Testing;
using Converge.Testing.Machines;
using Shouldly;

namespace Converge.Linux.Tests.Execution;

/// <summary>Certificates from an authority that asks the machine itself: certbot against pebble, the one that Let's Encrypt tests with.</summary>
public class CertbotTests
{
    private const string First = "www.site.example";
    private const string Second = "site.example";
    private const int Port = 14000;

    [RootProgramFact("certbot", "pebble", "openssl", "curl", "ufw", "ip", "unshare")]
    public Task A_certificate_is_fetched_renewed_and_fetched_for_more_names() => SecludedNode.RunAsync(async () =>
    {
        using var folder = new TemporaryFolder();
        using var authority = await AuthorityAsync(folder);
        try
        {
            using var state = new StateFolder(folder["state"]);
            state.Prepare();
            await RefuseAsync(state);
            await FetchAsync(state);
        }
        finally
        {
            authority.Kill();
        }
    });

    private static async Task RefuseAsync(StateFolder state)
    {
        using var other = new TcpListener(IPAddress.Any, 80);
        other.Start();
        var refused = (await ApplyAsync(state, First)).Resources.ShouldHaveSingleItem();
        refused.Status.ShouldBe(OutcomeStatus.Failed);
        refused.Output.ShouldContain("Could not bind TCP port 80");
        File.Exists("/etc/ssl/converge/site.crt").ShouldBeFalse();
    }

    private static async Task FetchAsync(StateFolder state)
    {
        (await ApplyAsync(state, First)).Status.ShouldBe(RunStatus.Changed);
        using var first = Installed();
        first.Issuer.ShouldContain("Pebble");
        first.MatchesHostname(First).ShouldBeTrue();
        (await ApplyAsync(state, First)).Status.ShouldBe(RunStatus.Unchanged);

        // What its timer does, and who uses the certificate does not see.
        await SecludedNode.SayAsync("certbot", "renew", "--quiet", "--force-renewal", "--no-random-sleep-on-renew");
        (await ApplyAsync(state, First)).Resources.ShouldHaveSingleItem().Changes.ShouldHaveSingleItem().Before.ShouldNotBeNull().ToString().ShouldBe("an older certificate");
        using var renewed = Installed();
        renewed.SerialNumber.ShouldNotBe(first.SerialNumber);
        (await ApplyAsync(state, First)).Status.ShouldBe(RunStatus.Unchanged);

        (await ApplyAsync(state, First, Second)).Status.ShouldBe(RunStatus.Changed);
        using var both = Installed();
        both.MatchesHostname(Second).ShouldBeTrue();
        (await ApplyAsync(state, First, Second)).Status.ShouldBe(RunStatus.Unchanged);
    }

    private static X509Certificate2 Installed() => X509Certificate2.CreateFromPemFile("/etc/ssl/converge/site.crt", "/etc/ssl/converge/site.key");

    private static async Task<Report> ApplyAsync(StateFolder state, params string[] names)
    {
        var catalog = ResourceCases.Compile(ResourceTree.Of($"- certificate: site\n  acme: hostmaster@site.example\n  names: [{string.Join(", ", names)}]\n", []));
        return (await new MachineRun(state, "test", static _ => { }).ApplyAsync(new(catalog, null), CancellationToken.None, CancellationToken.None))!;
    }

    /// <summary>Everything that certbot and the authority know of this machine is made for the occasion.</summary>
    private static async Task<Process> AuthorityAsync(TemporaryFolder folder)
    {
        await SecludedNode.SayAsync("sh", "-ec", $$"""
            cd '{{folder.Path}}'
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=authority -addext subjectAltName=IP:127.0.0.1 -keyout authority.key -out authority.pem
            cp -a /etc/ssl ssl
            cat authority.pem >>ssl/certs/ca-certificates.crt
            mount --bind ssl /etc/ssl
            rm -rf /etc/ssl/converge
            mkdir -p letsencrypt /etc/letsencrypt
            printf '%s\n' 'server = https://127.0.0.1:{{Port}}/dir' 'logs-dir = {{folder["logs"]}}' 'work-dir = {{folder["work"]}}' >letsencrypt/cli.ini
            mount --bind letsencrypt /etc/letsencrypt
            printf '127.0.0.1 {{First}} {{Second}}\n' >hosts
            mount --bind hosts /etc/hosts
            printf '{"pebble": {"listenAddress": "127.0.0.1:{{Port}}", "certificate": "authority.pem", "privateKey": "authority.key", "httpPort": 80, "tlsPort": 443} }' >pebble.json
            """);
        // By itself it takes its time and refuses one nonce of twenty, to see what clients make of it.
        var authority = Process.Start(new ProcessStartInfo("pebble", ["-config", "pebble.json"])
        {
            WorkingDirectory = folder.Path,
            Environment = { ["PEBBLE_VA_NOSLEEP"] = "1", ["PEBBLE_WFE_NONCEREJECT"] = "0" },
        })!;
        await SecludedNode.SayAsync("curl", "--silent", "--fail", "--cacert", folder["authority.pem"], "--retry", "30", "--retry-delay", "1", "--retry-connrefused", $"https://127.0.0.1:{Port}/dir");
        return authority;
    }
}
