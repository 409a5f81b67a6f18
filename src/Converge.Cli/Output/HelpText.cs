using System.Text;
using Converge.Cli.Commands;

namespace Converge.Cli.Output;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    public static string OfAll()
    {
        var text = new StringBuilder("converge, a declarative configuration-management system\n\nusage: converge VERB ...\n\n");
        Append(text, Verbs.Below(group: null));
        return text.Append("\n'converge VERB --help' tells more about one of them\n").ToString();
    }

    /// <summary>The verbs that begin with the same word.</summary>
    public static string OfGroup(string group)
    {
        var text = new StringBuilder($"{Array.Find(Verbs.Groups, g => g.Name == group).Summary}\n\nusage: converge {group} VERB ...\n\n");
        Append(text, Below(group));
        return text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n'converge {group} VERB --help' tells more about one of them\n").ToString();
    }

    /// <summary>What there is below a group; of groups below it, what is in them.</summary>
    private static IEnumerable<(string Name, string Summary)> Below(string group) =>
        Verbs.Below(group).SelectMany(static below => Verbs.Find(below.Name) is null ? Below(below.Name) : [below]);

    public static string Of(Verb verb)
    {
        var text = new StringBuilder($"{verb.Summary}\n\nusage: converge {verb.Name}");
        foreach (var parameter in verb.Parameters)
            text.Append(parameter.IsOptional ? $" [{parameter}]" : $" {parameter}").Append(parameter.Repeats ? "..." : "");
        text.Append("\n\n");
        Append(text, verb.Parameters.Append(Verb.Verbose).Select(p => (p.ToString(), p.Help)));
        if (Verbs.IsGroup(verb.Name))
        {
            text.Append("\nverbs:\n");
            Append(text, Below(verb.Name));
        }
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
