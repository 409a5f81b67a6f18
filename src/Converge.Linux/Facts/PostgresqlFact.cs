using System.Globalization;
using Converge.Facts;
using Converge.Language.Values;

namespace Converge.Linux.Facts;

/// <summary>
/// <c>postgresql</c>: the newest cluster of Debian's, with its <c>version</c>, its name as <c>cluster</c>, its <c>role</c>, whether it
/// is <c>running</c>, and the same of all of them as <c>clusters</c>. Null if there is none.
/// </summary>
public sealed class PostgresqlFact(string root = "/") : IFact
{
    private const string Folder = "var/lib/postgresql";

    public string Name => "postgresql";

    public Value Read()
    {
        var clusters = Children(Folder).Where(static version => decimal.TryParse(version, CultureInfo.InvariantCulture, out _))
            .OrderByDescending(static version => decimal.Parse(version, CultureInfo.InvariantCulture))
            .SelectMany(version => Children($"{Folder}/{version}").Where(name => File.Exists(At(version, name, "PG_VERSION"))).Select(name => Cluster(version, name)))
            .ToList();
        if (clusters is not [var newest, ..])
            return Value.Null;
        var fact = new ScriptObject(newest.Count + 1);
        foreach (var (name, value) in newest)
            fact.Set(name, value);
        fact.Set("clusters", Value.From(new ScriptArray(clusters.Select(static cluster => Value.From(cluster)))));
        return Value.From(fact);
    }

    private ScriptObject Cluster(string version, string name) => new()
    {
        ["version"] = Value.From(version),
        ["cluster"] = Value.From(name),
        ["role"] = Value.From(File.Exists(At(version, name, "standby.signal")) ? "standby" : "primary"),
        ["running"] = Value.From(IsRunning(version, name)),
    };

    /// <summary>One that was killed leaves its file behind.</summary>
    private bool IsRunning(string version, string name)
    {
        var file = At(version, name, "postmaster.pid");
        return File.Exists(file) && File.ReadLines(file).FirstOrDefault()?.Trim() is { Length: > 0 } id && File.Exists(Path.Combine(root, "proc", id, "comm"))
            && File.ReadAllText(Path.Combine(root, "proc", id, "comm")).Trim() == "postgres";
    }

    private IEnumerable<string> Children(string folder) => Directory.Exists(Path.Combine(root, folder))
        ? Directory.EnumerateDirectories(Path.Combine(root, folder)).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)
        : [];

    private string At(string version, string name, string file) => Path.Combine(root, Folder, version, name, file);
}
