using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Converge.Load;

/// <summary>What nodes of a middle-sized fleet say: 20 KB each, most of it alike.</summary>
internal static class Documents
{
    private const int Length = 20 * 1024;
    private static readonly string[] Roles = ["app", "app", "app", "worker", "worker", "haproxy", "db-primary", "db-replica", "queue", "bastion"];

    public static string Role(int node) => Roles[node % Roles.Length];

    public static byte[] CheckIn(int node, string name)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
            {"searches": ["role:{{(Role(node) == "haproxy" ? "app" : "db-primary")}} AND environment:production AND datacenter:dc{{node % 50}}"], "version": "1.0", "interval": 900,
             "document": {"environment": "production", "roles": ["base", "{{Role(node)}}"], "datacenter": "dc{{node % 50}}", "ip": "10.{{node / 65536}}.{{node / 256 % 256}}.{{node % 256}}",
              "fqdn": "{{name}}", "app": {"port": {{8000 + (node % 10)}}, "version": "2.{{node % 7}}.0"},
              "facts": {"os": {"name": "debian", "version": "12.{{node % 5}}"}, "memory": {"total": {{(node % 8) + 1}}073741824, "available": {{node}}1}, "cpu": {"count": {{(node % 16) + 1}}},
               "network": {"ip": "10.0.0.{{node % 256}}", "mac": "02:00:00:00:{{node / 256 % 256:x2}}:{{node % 256:x2}}"} },
              "recipes": ["base", "{{Role(node)}}"]
            """);
        for (var recipe = 0; text.Length < Length - 40; recipe++)
        {
            text.Append(CultureInfo.InvariantCulture, $", \"recipe{recipe}\": {{");
            for (var attribute = 0; attribute < 20; attribute++)
                text.Append(CultureInfo.InvariantCulture, $"{(attribute > 0 ? ", " : "")}\"attribute{attribute}\": \"the usual value {recipe * 20 + attribute}\"");
            text.Append('}');
        }
        return Encoding.UTF8.GetBytes(text.Append("}}").ToString());
    }

    public static byte[] Report(int node, string name, int number)
    {
        var text = new StringBuilder();
        var now = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture, $$"""
            {"version": 1, "number": {{number}}, "id": "{{number}}-{{node}}-{{Guid.NewGuid():N}}", "node": "{{name}}", "environment": "production", "start": "{{now}}", "end": "{{now}}", "status": "unchanged",
             "trigger": "schedule", "recipes": [], "refreshes": [], "checks": [], "resources": [
            """);
        for (var resource = 0; text.Length < Length - 200; resource++)
            text.Append(CultureInfo.InvariantCulture, $"{(resource > 0 ? "," : "")}{{\"id\": \"file[/etc/service{resource}/file.conf]\", \"recipe\": \"base\", \"at\": \"recipes/base/recipe.yaml:{resource}:5\", \"status\": \"ok\", \"planned\": \"ok\", \"seconds\": 0.00{node % 90}}}");
        text.Append("]}");
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text.ToString()));
        return packed.ToArray();
    }
}
