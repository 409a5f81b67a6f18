using System.Text;
using Converge.Cli.Commands;

namespace Converge.Cli.Output;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    public static string OfAll()
    {
        var text = new StringBuilder("converge, a declarative configuration-management system\n\nusage: converge VERB ...\n\n");
        Append(text, [.. Rows(static name => Verbs.GroupOf(name) is null), .. Verbs.Groups]);
        return text.Append("\n'converge VERB --help' tells more about one of them\n").ToString();
    }

    /// <summary>The verbs that begin with the same word.</summary>
    public static string OfGroup(string group)
    {
        var text = new StringBuilder($"{Array.Find(Verbs.Groups, g => g.Name == group).Summary}\n\nusage: converge {group} VERB ...\n\n");
        Append(text, Rows(name => Verbs.GroupOf(name) == group));
        return text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n'converge {group} VERB --help' tells more about one of them\n").ToString();
    }

    private static IEnumerable<(string Name, string Summary)> Rows(Predicate<string> isWanted) =>
        Verbs.Names.Where(name => isWanted(name)).Select(static name => (name, Verbs.Find(name)!.Summary));

    public static string Of(Verb verb)
    {
        var text = new StringBuilder($"{verb.Summary}\n\nusage: converge {verb.Name}");
        foreach (var parameter in verb.Parameters)
            text.Append(parameter.IsOptional ? $" [{parameter}]" : $" {parameter}").Append(parameter.Repeats ? "..." : "");
        text.Append("\n\n");
        Append(text, verb.Parameters.Append(Verb.Verbose).Select(p => (p.ToString(), p.Help)));
        text.Append("\nexample:\n");
        foreach (var line in verb.Example.Split('\n'))
            text.Append("  ").Append(line).Append('\n');
        return text.ToString();
    }

    private static void Append(StringBuilder text, IEnumerable<(string Name, string Help)> entries)
    {
        var rows = entries.ToList();
        var width = rows.Max(row => row.Name.Length);
        foreach (var (name, help) in rows)
            text.Append("  ").Append(name.PadRight(width)).Append("   ").Append(help).Append('\n');
    }
}
