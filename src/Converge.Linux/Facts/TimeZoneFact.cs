using Converge.Facts;
using Converge.Language.Values;

namespace Converge.Linux.Facts;

/// <summary><c>time_zone</c>: what <c>/etc/localtime</c> points to, such as <c>Europe/Berlin</c>.</summary>
public sealed class TimeZoneFact(string root = "/") : IFact
{
    private const string Zones = "/zoneinfo/";

    public string Name => "time_zone";

    public Value Read()
    {
        var target = new FileInfo(Path.Combine(root, "etc/localtime")).LinkTarget;
        var at = target?.IndexOf(Zones, StringComparison.Ordinal) ?? -1;
        return at < 0 ? Value.From("UTC") : Value.From(target![(at + Zones.Length)..]);
    }
}
