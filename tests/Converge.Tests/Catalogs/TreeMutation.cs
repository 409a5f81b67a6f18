using System.Text.RegularExpressions;

namespace Converge.Tests.Catalogs;

/// <summary>Changes trees as hurried people do: lines left out, doubled and swapped, keys misspelt, values of another kind.</summary>
internal sealed partial class TreeMutation(Random random)
{
    private static readonly string[] Values =
    [
        "null", "5", "-1", "3.5", "true", "\"\"", "x", "web", "base", "[]", "{}", "[a, b]", "[[]]", "{a: 1}", "{a: {b: [1]}}", "\"{{ if }}\"", "\"{{ x }}\"", "\"{{ web }}\"", "\"{{ web.workers }}\"", "\"{{ node.facts.x }}\"",
        "\"{{ secret 'a' }}\"", "\"{{ search 'role:' }}\"", "\"{{ include 'head' }}\"", "\"{{ self }}\"", "\"{{ peers }}\"", "\"{{ item }}\"", "\"{{ 1..1000000000 }}\"", "&a [1]", "*a", "[", "{", "\"", "|", "!!str x", "99999999999999999999", "web::a", "web::",
        "\"[1.0\"", "\"*\"", "role:web AND (", "web.page", "reload service[nginx]", "service[nginx]", "/etc/key", "é\uD83D\uDE00",
    ];

    private static readonly string[] Keys =
    [
        "name", "version", "depends", "attributes", "peers", "resources", "checks", "query", "require", "min", "max", "count", "otherwise", "file", "service", "package", "include", "web.page", "template", "source", "content", "notify", "after", "when", "for_each", "as",
        "secret", "guard", "recipes", "roles", "environment", "match", "facts", "ip", "follow", "rollout", "parameters", "readers", "web", "base", "tcp", "mode", "x", "<<", "list+",
    ];

    public string Mutate(string tree)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
            tree = MutateOnce(tree);
        return tree;
    }

    private string MutateOnce(string tree)
    {
        var lines = tree.Split('\n').ToList();
        var at = random.Next(lines.Count);
        switch (random.Next(12))
        {
            case 0: lines.RemoveAt(at); break;
            case 1: lines.Insert(at, lines[random.Next(lines.Count)]); break;
            case 2: var other = random.Next(lines.Count); (lines[at], lines[other]) = (lines[other], lines[at]); break;
            case 3: lines[at] = random.Next(2) == 0 ? $"  {lines[at]}" : lines[at].TrimStart(); break;
            case 4 or 5: lines[at] = Key().Replace(lines[at], $"${{before}}{Pick(Keys)}:", 1); break;
            case 6 or 7 or 8: lines[at] = Value().Replace(lines[at], $"${{before}} {Pick(Values)}", 1); break;
            case 9: lines.RemoveRange(at, random.Next(Math.Min(8, lines.Count - at))); break;
            case 10: lines.InsertRange(at, lines.GetRange(random.Next(lines.Count - 1), 1)); lines[at] = Cut(lines[at]); break;
            default: return tree.Remove(random.Next(tree.Length)) is { Length: > 0 } cut && random.Next(4) == 0 ? cut : Scramble(tree);
        }
        return string.Join('\n', lines);
    }

    private string Cut(string line) => line[..random.Next(line.Length + 1)];

    /// <summary>Some characters in the place of others.</summary>
    private string Scramble(string tree)
    {
        var (from, to) = (random.Next(tree.Length), random.Next(tree.Length));
        var length = Math.Min(random.Next(1, 12), tree.Length - Math.Max(from, to));
        return string.Concat(tree.AsSpan(0, to), tree.AsSpan(from, length), tree.AsSpan(to + (random.Next(2) == 0 ? length : 0)));
    }

    private string Pick(string[] words) => words[random.Next(words.Length)];

    [GeneratedRegex(@"^(?<before>\s*(?:- )?)[\w.+-]+:", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"^(?<before>\s*(?:- )?[\w.+-]+:) .*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Value();
}
