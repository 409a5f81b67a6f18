using Converge.Language.Values;
using Converge.Protocol;
using Converge.Server.Runs;
using Converge.Server.Storage;

namespace Converge.Server.Tests.Dashboard;

/// <summary>Some hundred nodes with what they did, as a server finds them in its storage. The same each time, but for the time of day.</summary>
internal sealed class SeededFleet(string older, string newer, DateTimeOffset now)
{
    /// <summary>What somebody might call a thing who wants to run a script in the browser of an operator.</summary>
    public const string Hostile = "\"><img src=x onerror=alert(1)><script>alert(2)</script>'&<b>";

    public const string Silent = "cache3.production.example.com";
    public const string Failed = "web7.production.example.com";
    public const string Waiting = "worker12.staging.example.com";
    public const string Changed = "web2.production.example.com";
    public const string LongName = "db1.a-rather-long-name-of-a-branch-office-that-nobody-abbreviates.europe-west-3.production.example.com";
    public const string HostileName = "x<script>alert(3)\"onmouseover=alert(4)";

    private static readonly (string Role, int Count)[] Kinds = [("web", 34), ("app", 28), ("worker", 16), ("db", 8), ("cache", 8), ("monitor", 2)];
    private readonly Random _random = new(7);

    public static IReadOnlyList<string> Environments { get; } = ["production", "staging", "lab"];

    public static IReadOnlyList<string> Roles { get; } = [.. Kinds.Select(static kind => kind.Role)];

    public async Task WriteAsync(IStorage storage)
    {
        var names = Environments.SelectMany(static environment => Kinds.SelectMany(kind => Enumerable.Range(1, kind.Count).Select(number => (Name: $"{kind.Role}{number}.{environment}.example.com", kind.Role, Environment: environment)))).ToList();
        names.Add((LongName, "db", "production"));
        names.Add((HostileName, Hostile, Hostile));
        // What chance decides must not depend on who is written first.
        var made = names.ConvertAll(name => Make(name.Name, name.Role, name.Environment));
        await Task.WhenAll(made.Select(node => WriteAsync(storage, node.Node, node.Reports)));
        for (var entry = 0; entry < 130; entry++)
            await storage.Audit.AddAsync(Entry(entry), CancellationToken.None);
    }

    private AuditEntry Entry(int number)
    {
        var at = now.AddMinutes(number * 7 - 1000);
        return (number % 5) switch
        {
            0 => new(0, at, "alice", "order run", $"web{number % 30 + 1}.production.example.com") { From = "10.20.0.5" },
            1 => new(0, at, $"app{number % 20 + 1}.staging.example.com", "read secret", "app/database/password") { From = "10.30.1.17", Detail = "environment staging" },
            2 => new(0, at, "root on the server", "create token", "worker*.lab.example.com") { Detail = "3 uses, 1 h" },
            3 => new(0, at, "bob@example.com", "log in", "dashboard") { From = "2001:db8:85a3::8a2e:370:7334", Detail = "token k3Jd8sPq0a" },
            _ => new(0, at, Hostile, "enrol", HostileName) { Detail = Hostile },
        };
    }

    private static async Task WriteAsync(IStorage storage, NodeRecord node, IReadOnlyList<(RunSummary Run, byte[] Report)> reports)
    {
        foreach (var (run, packed) in reports)
            await storage.Runs.AddAsync(run, packed, CancellationToken.None);
        await storage.Nodes.PutAsync(node, CancellationToken.None);
    }

    private (NodeRecord Node, IReadOnlyList<(RunSummary Run, byte[] Report)> Reports) Make(string name, string role, string environment)
    {
        var reports = new SeededRuns(name, role, environment, _random, now).Make(older, newer)
            .Select(static run => (Run: RunOutcome.Summarize(run.Report) with { Trigger = run.Trigger }, Report: Serving.TestNodes.Pack(System.Text.Encoding.UTF8.GetString(run.Report)))).ToList();
        return (Node(name, role, environment, reports is [.., var last] ? last.Run : null), reports);
    }

    private NodeRecord Node(string name, string role, string environment, RunSummary? last)
    {
        var record = new NodeRecord(name) { Registered = now.AddDays(-_random.Next(1, 300)), Interval = TimeSpan.FromMinutes(30), Version = "0.1.0", State = RunOutcome.StateAfter(last), LastRun = last, Commit = last?.Commit };
        if (last is null)
            return record;
        var seen = now.AddSeconds(-_random.Next(1, 90));
        if (name == Silent || _random.Next(100) == 0)
            record = record with { State = NodeState.Silent, Seen = now.AddHours(-5) };
        else
            record = record with { Seen = seen };
        return record with { Said = Document(role, environment), Document = new(name, Document(role, environment)), Searches = role == "web" ? ["role:app AND environment:production AND ready:true", "role:monitor"] : [] };
    }

    private ScriptObject Document(string role, string environment)
    {
        var document = new ScriptObject
        {
            ["environment"] = Value.From(environment),
            ["roles"] = Value.From(ScriptArray.OfTexts([role])),
            ["recipes"] = Value.From(ScriptArray.OfTexts(["base", role == "web" ? "nginx" : role])),
            ["ip"] = Value.From($"10.{_random.Next(10, 40)}.{_random.Next(0, 4)}.{_random.Next(1, 255)}"),
            ["ready"] = Value.True,
            ["facts"] = JsonText.Read(Facts(_random.Next(1, 9) * 4096L, role == Hostile)),
            ["base"] = JsonText.Read("""{"timezone": "UTC"}"""),
        };
        if (role == "web")
            document["nginx"] = JsonText.Read($$$"""{"port": 80, "workers": 8, "names": ["www.{{{environment}}}.example.com"], "tls": {"enabled": true, "protocols": ["TLSv1.2", "TLSv1.3"]}}""");
        return document;
    }

    private static string Facts(long memory, bool isHostile) => $$$"""
        {
          "os": {"family": "debian", "name": "Debian GNU/Linux", "version": "13.2", "codename": "trixie"},
          "kernel": {"release": "6.12.48+deb13-amd64", "architecture": "x86_64"},
          "cpu": {"count": 8, "model": "AMD EPYC 9354P 32-Core Processor"},
          "memory": {"total": {{{memory}}}, "available": {{{memory / 3}}}, "swap": {"total": 0, "available": 0}},
          "virtualization": "kvm",
          "network": {"hostname": "node", "ip": "10.20.0.21", "interfaces": {"lo": {"addresses": ["127.0.0.1", "::1"]}, "eth0": {"mac": "52:54:00:6b:3c:58", "mtu": 1500, "addresses": ["10.20.0.21", "fe80::5054:ff:fe6b:3c58"]} } },
          "disks": [{"name": "vda", "size": 85899345920, "mounts": [{"path": "/", "type": "ext4", "available": 51230000000}]}, {"name": "vdb", "size": 536870912000, "mounts": []}],
          "long": "{{{new string('a', 300)}}}"{{{(isHostile ? $", {JsonText.Write(Value.From(Hostile))}: {JsonText.Write(Value.From(Hostile))}" : "")}}}
        }
        """;
}
