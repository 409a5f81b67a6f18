using System.Globalization;
using System.Text;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Postgres;

/// <summary>The clusters of PostgreSQL as Debian keeps them apart: by version and name.</summary>
internal static class Clusters
{
    public const string Configuration = "/etc/postgresql";

    /// <summary>All that are configured: <c>15/main</c>.</summary>
    public static IEnumerable<string> All(IFiles files) =>
        (files.List(Configuration) ?? []).SelectMany(version => (files.List($"{Configuration}/{version}") ?? []).Select(name => $"{version}/{name}"));

    /// <summary>The port on which the server of a cluster listens now; null if none runs.</summary>
    public static int? Port(string cluster, IFiles files)
    {
        // The process, the folder, when it started, and the port.
        const int Line = 3;
        if (files.Read($"{Data(cluster, files)}/postmaster.pid") is not { } content)
            return null;
        var lines = Encoding.UTF8.GetString(content.Span).Split('\n');
        return lines.Length > Line && int.TryParse(lines[Line], CultureInfo.InvariantCulture, out var port) ? port : null;
    }

    private static string Data(string cluster, IFiles files)
    {
        const string Key = "data_directory";
        var configured = files.Read($"{Configuration}/{cluster}/postgresql.conf") is { } content ? Encoding.UTF8.GetString(content.Span) : "";
        foreach (var line in configured.Split('\n'))
        {
            if (line.Split('#')[0].Split('=', 2) is [var key, var value] && key.Trim() == Key)
                return value.Trim().Trim('\'');
        }
        return $"/var/lib/postgresql/{cluster}";
    }
}
