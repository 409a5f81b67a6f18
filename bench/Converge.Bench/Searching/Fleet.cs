using System.Globalization;
using Converge.Language.Values;
using Converge.Nodes;

namespace Converge.Bench.Searching;

/// <summary>Ten thousand nodes whose documents take about 20 KB each as JSON. The same ones each time, no text shared between two.</summary>
internal static class Fleet
{
    public const int Size = 10_000;

    public static readonly DateTimeOffset Now = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private const int Packages = 300;
    private const int Interfaces = 12;

    private static readonly string[] Roles = ["app", "worker", "haproxy", "db-primary", "db-replica", "cache", "queue", "mail", "git", "monitoring"];

    private static readonly Lazy<NodeDocument[]> LazyNodes = new(static () => [.. Enumerable.Range(0, Size).Select(Node)]);

    /// <summary>Made once, because it takes longer than all that is measured.</summary>
    public static NodeDocument[] Nodes => LazyNodes.Value;

    public static NodeDocument Node(int number) => Make(number, isAlike: false);

    /// <summary>As nodes are that are managed: those of a role have the same packages, but for one in a hundred.</summary>
    public static NodeDocument Alike(int number) => Make(number, isAlike: true);

    private static NodeDocument Make(int number, bool isAlike)
    {
        var random = new Random(number);
        var role = Roles[random.Next(Roles.Length)];
        var packages = isAlike && number % 100 > 0 ? new Random(role[0]) : random;
        var fields = new ScriptObject
        {
            { "name", Text($"{role}{number}.example.com") },
            { "fqdn", Text($"{role}{number}.example.com") },
            { "ip", Text($"10.{number >> 16}.{(number >> 8) & 0xFF}.{number & 0xFF}") },
            { "roles", List(Text($"{role}"), Text($"base")) },
            { "recipes", List(Text($"base"), Text($"{role}"), Text($"{role}::logging")) },
            { "environment", Text($"{(random.Next(4) > 0 ? "production" : "staging")}") },
            { "ready", Value.From(random.Next(20) > 0) },
            { "seen", Text($"{Now.AddSeconds(-random.Next(1200)):yyyy-MM-ddTHH:mm:ssZ}") },
            { "commit", Text($"{random.NextInt64():x16}") },
            { "app", Members(("port", Value.From(8000 + random.Next(10))), ("version", Text($"{random.Next(3)}.{random.Next(20)}.{random.Next(10)}"))) },
            { "facts", Value.From(Facts(random, number, packages)) },
        };
        return new(fields["name"].AsString(), fields);
    }

    private static ScriptObject Facts(Random random, int number, Random packages) => new()
    {
        { "os", Members(("name", Text($"debian")), ("version", Text($"{random.Next(11, 14)}.{random.Next(10)}")), ("kernel", Text($"6.1.0-{random.Next(10, 30)}-amd64"))) },
        { "cpus", Value.From(1 << random.Next(6)) },
        { "memory", Members(("total", Value.From((1L << 30) << random.Next(8))), ("free", Value.From(random.NextInt64(1L << 30)))) },
        { "uptime", Value.From(random.Next(10_000_000)) },
        { "network", Value.From(Network(random, number)) },
        { "packages", Value.From(Versions(packages)) },
    };

    private static ScriptObject Network(Random random, int number)
    {
        var interfaces = new ScriptArray();
        for (var index = 0; index < Interfaces; index++)
            interfaces.Add(Members(("name", Text($"eth{index}")), ("mac", Text($"{random.NextInt64():x12}")), ("ip", Text($"10.{100 + index}.{(number >> 8) & 0xFF}.{number & 0xFF}/16")), ("mtu", Value.From(1500))));
        return new() { { "interfaces", Value.From(interfaces) }, { "hostname", Text($"node{number}") } };
    }

    private static ScriptObject Versions(Random random)
    {
        var packages = new ScriptObject();
        for (var index = 0; index < Packages; index++)
            packages.Set(Names[index], Text($"{random.Next(10)}.{random.Next(100)}.{random.Next(100)}-{random.Next(10)}+deb12u{random.Next(10)}"));
        return packages;
    }

    // Names of fields are the same strings in all documents, as the reader of JSON makes them.
    private static readonly string[] Names = [.. Enumerable.Range(0, Packages).Select(static index => string.Create(CultureInfo.InvariantCulture, $"package-with-a-name-of-usual-length-{index}"))];

    private static Value Text(FormattableString text) => Value.From(text.ToString(CultureInfo.InvariantCulture));

    private static Value List(params Value[] items) => Value.From(new ScriptArray(items));

    private static Value Members(params (string Name, Value Value)[] members)
    {
        var result = new ScriptObject(members.Length);
        foreach (var (name, value) in members)
            result.Set(name, value);
        return Value.From(result);
    }
}
