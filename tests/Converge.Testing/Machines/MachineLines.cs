using System.Globalization;
using Converge.Language.Cases;

namespace Converge.Testing.Machines;

/// <summary>The grammar of the section <c>machine</c>: a line for each thing, and <c>\n</c>, <c>\t</c> in what files hold.</summary>
public static class MachineLines
{
    private const int Traits = 5;
    private const int UserWords = 8;
    private const string Says = " says ";

    /// <exception cref="CaseException">A line says nothing about a machine.</exception>
    public static IReadOnlyList<MachineLine> Of(CaseFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Find("machine") is not { } section)
            return [];
        var lines = section.Text.Split('\n');
        return
        [
            .. lines.Index().Where(static line => line.Item.Length > 0)
                .Select(line => Parse(line.Item) is { } parsed ? parsed with { Text = line.Item } : throw new CaseException(file.Path, section.Line + 1 + line.Index, $"'{line.Item}' says nothing about a machine")),
        ];
    }

    private static MachineLine? Parse(string line) => line.Split(' ', Traits) switch
    {
        ["file" or "directory", var path, var owners, var mode, .. var content] => Placed(line[0] == 'd', path, owners.Split(':'), mode, content),
        ["link", var path, "->", var target] => new LinkLine(Blanks(path), target),
        ["sized", var path, var size, var mode] => new SizedLine(path, long.Parse(size, CultureInfo.InvariantCulture), mode),
        ["absent", var path] => new AbsentLine(Blanks(path)),
        ["unreadable", var path] => new UnreadableLine(path),
        ["answers", var code, ..] => Answer(code, line[$"answers {code} ".Length..].Split(Says, 2)),
        ["guards-run"] => new GuardsRunLine(),
        ["group", var name, var gid, ..] => new GroupLine(name, Number(gid), line.Split(' ')[3..]),
        ["user", var name, ..] => User(name, line.Split(' ', UserWords)),
        ["postgres", var port, var kind] => new PostgresLine(int.Parse(port, CultureInfo.InvariantCulture), kind == "standby"),
        ["no-postgres"] => new KeptLine("no-postgres", "", []),
        ["pg-role" or "pg-database" or "pg-extension" or "pg-available" or "rabbit" or "rabbit-vhost" or "rabbit-user" or "boot", var name, ..] => new KeptLine(line.Split(' ')[0], name, line.Split(' ')[2..]),
        var words => OfPackages(words, line) ?? OfServices(words, line),
    };

    private static MachineLine? OfPackages(string[] words, string line) => words switch
    {
        ["package", var name, var version, var state, .. var rest] => new PackageLine(name, version, state, rest is ["hold"]),
        ["no-package", var name] => new NoPackageLine(name),
        ["available", var name, ..] => new AvailableLine(name.Split('/')[0], name.Split('/').ElementAtOrDefault(1), line.Split(' ')[2..]),
        ["no-lists"] => new ListsLine(Age: null),
        ["lists", var age, "old"] => new ListsLine(TimeSpan.Parse(age, CultureInfo.InvariantCulture)),
        ["interrupted", ..] => new InterruptedLine(line["interrupted ".Length..]),
        _ => null,
    };

    private static MachineLine? OfServices(string[] words, string line) => words switch
    {
        ["unit", var name, var load, var active, var state] => Unit(name, load, active.Split('/'), state),
        ["no-unit", var name] => new NoUnitLine(name),
        ["no-systemd"] => new NoSystemdLine(),
        ["no-ufw"] => new NoFirewallLine(),
        ["firewall", "flushed"] => new FlushedFirewallLine(),
        ["firewall", "has", var left, "rules", "left"] => new LostRuleLine(int.Parse(left, CultureInfo.InvariantCulture)),
        ["firewall", var state, ..] => new FirewallLine(state == "on", words.ElementAtOrDefault(2) ?? "deny"),
        ["session", var from, "->", var to] => new SessionLine(from, to[..to.LastIndexOf(':')], int.Parse(to[(to.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture)),
        ["rule", ..] => new RuleLine(line["rule ".Length..]),
        _ => null,
    };

    private static PlacedLine Placed(bool isDirectory, string path, string[] owners, string mode, string[] content) =>
        new(Blanks(path), isDirectory, owners[0], owners[1], mode, content is [var text] ? Escapes(text) : "");

    private static AnswerLine Answer(string code, string[] said) =>
        new(code == "late" ? null : int.Parse(code, CultureInfo.InvariantCulture), said[0], said is [_, var text] ? Escapes(text) : "");

    private static UserLine User(string name, string[] words) =>
        new(name, Number(words[2]), Number(words[3]), words[4], words[5], words[6] == "?" ? null : words[6], words.ElementAtOrDefault(7) ?? "");

    // Behind its state may stand that its file is newer than what systemd has read.
    private static UnitLine Unit(string name, string load, string[] active, string state) =>
        new(name, load, active[0], active.ElementAtOrDefault(1) ?? "", state.Split(' ')[0], state.EndsWith(" stale", StringComparison.Ordinal));

    private static uint Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);

    private static string Escapes(string text) => text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal);

    // As in fstab.
    private static string Blanks(string path) => path.Replace("\\040", " ", StringComparison.Ordinal);
}
