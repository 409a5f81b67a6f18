using System.Collections.Immutable;
using Converge.Plans;
using Converge.Reports;
using Converge.Resources;

namespace Converge.Server.Tests.Dashboard;

/// <summary>The reports of one node.</summary>
internal sealed class SeededRuns(string node, string role, string environment, Random random, DateTimeOffset now)
{
    private const string Difference = """
        @@ -11,9 +11,10 @@
         http {
             sendfile on;
        -    keepalive_timeout 65;
        -    worker_connections 768;
        +    keepalive_timeout 30;
        +    worker_connections 4096;
        +    log_format long '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time $upstream_response_time';
             include /etc/nginx/mime.types;
        """;

    private static readonly string[] Packages = ["ca-certificates", "curl", "dnsutils", "htop", "less", "lsof", "rsync", "vim-tiny", "unattended-upgrades", "chrony"];

    public IEnumerable<(byte[] Report, string Trigger)> Make(string older, string newer)
    {
        if (node == SeededFleet.Waiting || random.Next(60) == 0)
            yield break;
        var count = node is SeededFleet.Changed or SeededFleet.Failed ? 8 : random.Next(1, 4);
        for (var number = count; number > 0; number--)
        {
            var isLast = number == 1;
            var start = now.AddMinutes(-number * 31 - random.Next(0, 28)).AddSeconds(-random.Next(60));
            var commit = isLast && random.Next(8) != 0 ? newer : older;
            yield return (ReportDocument.ToJson(Report(500 - number, start, commit, isLast)).ToArray(), random.Next(6) switch { 0 => "peers", 1 => "drift", 2 => "order", _ => "schedule" });
        }
    }

    private Report Report(int number, DateTimeOffset start, string commit, bool isLast)
    {
        var fails = node == SeededFleet.Failed || node == SeededFleet.HostileName ? isLast : random.Next(70) == 0;
        var changes = node is SeededFleet.Changed or SeededFleet.Failed or SeededFleet.HostileName || random.Next(7) == 0;
        ImmutableArray<ResourceOutcome> resources = [.. Base(random.Next(9) == 0), .. Role(changes, fails)];
        var time = resources.Aggregate(TimeSpan.Zero, static (sum, resource) => sum + resource.Duration) + TimeSpan.FromSeconds(0.8 + random.NextDouble());
        return new(number, $"{number}-{Guid.NewGuid():N}", node, environment)
        {
            Roles = [role], Commit = commit, Generation = 812, Start = start, End = start + time, Resources = resources,
            Recipes = [new("base", "1.0.0"), new(Recipe, "1.2.0")],
            Refreshes = changes ? [new("reload", new("service", "nginx"), fails ? RefreshStatus.Owed : RefreshStatus.Done) { Because = [new("file", "/etc/nginx/nginx.conf")], Duration = TimeSpan.FromMilliseconds(210) }] : [],
            Checks =
            [
                new(new("http", "http://127.0.0.1/healthz"), Recipe, $"recipes/{Recipe}/recipe.yaml:61:5", !fails && random.Next(90) == 0 ? "expected status 200, found 503 after 30 s" : null, TimeSpan.FromMilliseconds(12)),
                new(new("port", "22"), "base", "recipes/base/recipe.yaml:88:5", null, TimeSpan.FromMilliseconds(1)),
            ],
        };
    }

    private string Recipe => role == SeededFleet.Hostile ? SeededFleet.Hostile : role == "web" ? "nginx" : role;

    private IEnumerable<ResourceOutcome> Base(bool drifts)
    {
        foreach (var package in Packages)
            yield return new(new("package", package), "base", "recipes/base/recipe.yaml:31:5", OutcomeStatus.Ok) { Duration = TimeSpan.FromMilliseconds(random.Next(1, 4)) };
        for (var user = 1; user <= 4; user++)
            yield return new(new("user", $"operator{user}"), "base", "recipes/base/recipe.yaml:40:5", OutcomeStatus.Ok) { Duration = TimeSpan.FromMilliseconds(1) };
        var drifted = new ResourceId("file", random.Next(3) == 0 ? "/etc/ssh/sshd_config.d/converge.conf" : random.Next(2) == 0 ? "/etc/hosts" : "/etc/chrony/sources.d/fleet.sources");
        yield return new(drifted, "base", "recipes/base/ssh.yaml:12:5", drifts ? OutcomeStatus.Changed : OutcomeStatus.Ok)
        {
            IsCorrective = drifts, Planned = drifts ? PlanStatus.Change : PlanStatus.Ok, Duration = TimeSpan.FromMilliseconds(drifts ? 45 : 2),
            Changes = drifts ? [new("mode", "0666", "0644", null), new("content", null, null, "@@ -1,3 +1,2 @@\n PasswordAuthentication no\n-PermitRootLogin yes\n X11Forwarding no\n")] : [],
            Steps = drifts ? [$"write {drifted.Title}"] : [],
        };
    }

    private IEnumerable<ResourceOutcome> Role(bool changes, bool fails)
    {
        yield return new(new("package", Recipe), Recipe, $"recipes/{Recipe}/recipe.yaml:20:5", changes ? OutcomeStatus.Changed : OutcomeStatus.Ok)
        {
            Planned = changes ? PlanStatus.Change : PlanStatus.Ok, Duration = TimeSpan.FromSeconds(changes ? 6.4 : 0.004),
            Changes = changes ? [new("version", "1.26.3-3", "1.26.3-3+deb13u1", null)] : [],
            Steps = changes ? ["apt-get install --yes --no-install-recommends nginx=1.26.3-3+deb13u1 nginx-common=1.26.3-3+deb13u1"] : [],
            Output = changes ? "Reading package lists...\nBuilding dependency tree...\nThe following packages will be upgraded:\n  nginx nginx-common\n2 upgraded, 0 newly installed, 0 to remove and 14 not upgraded.\n" : "",
        };
        yield return new(new("file", "/etc/nginx/nginx.conf"), Recipe, $"recipes/{Recipe}/recipe.yaml:24:5", changes ? OutcomeStatus.Changed : OutcomeStatus.Ok)
        {
            Planned = changes ? PlanStatus.Predicted : PlanStatus.Ok, Duration = TimeSpan.FromMilliseconds(changes ? 38 : 3),
            Changes = changes ? [new("content", null, null, role == SeededFleet.Hostile ? $"@@ -1 +1 @@\n-{SeededFleet.Hostile}\n+{SeededFleet.Hostile}\n" : Difference)] : [],
            Steps = changes ? ["write /etc/nginx/nginx.conf"] : [],
        };
        for (var site = 1; site <= 12; site++)
            yield return new(new("file", $"/etc/nginx/sites-enabled/shop-{site}.conf"), Recipe, $"recipes/{Recipe}/recipe.yaml:30:5", OutcomeStatus.Ok) { Duration = TimeSpan.FromMilliseconds(random.Next(1, 5)) };
        var certificate = new ResourceId("certificate", "www.production.example.com");
        yield return new(certificate, Recipe, $"recipes/{Recipe}/tls.yaml:9:5", fails ? OutcomeStatus.Failed : OutcomeStatus.Ok)
        {
            Planned = fails ? PlanStatus.Change : PlanStatus.Ok, Duration = TimeSpan.FromSeconds(fails ? 31.2 : 0.02),
            Reason = fails ? role == SeededFleet.Hostile ? SeededFleet.Hostile : "the authority did not answer: 'https://acme-v02.api.letsencrypt.org/directory': connection timed out after 30 s" : null,
            Output = fails ? $"acme: GET /directory\nacme: attempt 1 of 3\nacme: attempt 2 of 3\nacme: attempt 3 of 3\n{(role == SeededFleet.Hostile ? SeededFleet.Hostile : "acme: gave up")}\n" : "",
        };
        yield return new(new("service", "nginx"), Recipe, $"recipes/{Recipe}/recipe.yaml:52:5", fails ? OutcomeStatus.Skipped : OutcomeStatus.Ok)
        {
            Planned = fails ? PlanStatus.Predicted : PlanStatus.Ok, Duration = TimeSpan.FromMilliseconds(fails ? 0 : 6), Reason = fails ? "certificate[www.production.example.com] failed" : null, Blame = fails ? certificate : null,
        };
    }
}
