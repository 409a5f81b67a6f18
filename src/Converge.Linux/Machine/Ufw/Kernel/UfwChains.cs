using System.Text;
using Converge.Linux.Machine.Files;
using Converge.Resources.Firewall;

namespace Converge.Linux.Machine.Ufw.Kernel;

/// <summary>
/// What the files of one family have ufw load: <c>before.rules</c>, <c>after.rules</c> and <c>user.rules</c>, in this order. A
/// chain that a file names at its beginning starts anew.
/// </summary>
internal sealed class UfwChains
{
    private readonly Dictionary<string, UfwChain> _chains = new(StringComparer.Ordinal);
    private readonly string _prefix;

    private UfwChains(string prefix) => _prefix = prefix;

    /// <summary>Those that matter: what limits rules is in ufw's file before it is in the kernel, but for none of them.</summary>
    public IEnumerable<UfwChain> All => _chains.Values.Where(chain => !chain.Name.StartsWith($"{_prefix}-user-limit", StringComparison.Ordinal) || IsTarget(chain.Name));

    public static string Prefix(FirewallFamily family) => family == FirewallFamily.V6 ? "ufw6" : "ufw";

    public static UfwChains Read(LinuxFiles files, FirewallFamily family)
    {
        var chains = new UfwChains(Prefix(family));
        var number = family == FirewallFamily.V6 ? "6" : "";
        foreach (var name in new[] { "before", "after", "user" })
            chains.Add((files.ReadThrough($"/etc/ufw/{name}{number}.rules") ?? default).Span, isOfUser: name == "user");
        // ufw adds these itself, behind the rules of the file.
        foreach (var way in new[] { "input", "output", "forward" })
            chains._chains.GetValueOrDefault($"{chains._prefix}-before-{way}")?.Targets.Add($"{chains._prefix}-user-{way}");
        return chains;
    }

    private void Add(ReadOnlySpan<byte> text, bool isOfUser)
    {
        var isFilter = false;
        foreach (var line in new ByteLines(text))
        {
            if (line.StartsWith("*"u8))
                isFilter = line.TrimEnd((byte)' ').SequenceEqual("*filter"u8);
            else if (isFilter && line.StartsWith(":"u8) && Encoding.UTF8.GetString(line[1..]).Split(' ')[0] is var name && IsOwn(name))
                _chains[name] = new(name, isOfUser) { IsExact = isOfUser && IsOfRules(name) };
            else if (isFilter && line.StartsWith("-"u8))
                Add(Encoding.UTF8.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    private void Add(string[] words)
    {
        if (words.Length < 2 || !IsOwn(words[1]) || !_chains.TryGetValue(words[1], out var chain))
            return;
        // One rule for each pair of addresses, or something that ufw does not write.
        if (words[0] is not ("-A" or "-I") || HasSeveral(words, "-s") || HasSeveral(words, "-d"))
            chain.IsExact = false;
        var target = ValueOf(words, "-j");
        // While it runs, ufw does not keep to what it writes of its own logging.
        if (target == "LOG" && chain is { IsOfUser: true, IsExact: false })
            return;
        if (words[0] == "-I")
            chain.Targets.Insert(0, target);
        else if (words[0] == "-A")
            chain.Targets.Add(target);
    }

    private bool IsTarget(string name) => _chains.Values.Any(chain => chain.Targets.Contains(name));

    private bool IsOfRules(string chain) => chain[_prefix.Length..] is "-user-input" or "-user-output" or "-user-forward";

    private bool IsOwn(string chain) => chain.StartsWith(_prefix, StringComparison.Ordinal) && chain.Length > _prefix.Length && chain[_prefix.Length] == '-';

    private static bool HasSeveral(string[] words, string option) => ValueOf(words, option)?.Contains(',', StringComparison.Ordinal) == true;

    private static string? ValueOf(string[] words, string option) => Array.IndexOf(words, option) is > 0 and var at && at + 1 < words.Length ? words[at + 1] : null;
}

/// <param name="IsOfUser">Whether it is loaded by itself, as rules are added and taken away.</param>
internal sealed record UfwChain(string Name, bool IsOfUser)
{
    /// <summary>Where each rule leads to; null where it does not say.</summary>
    public List<string?> Targets { get; } = [];

    /// <summary>Whether each line is one rule of the kernel, and there are no more.</summary>
    public bool IsExact { get; set; }

    /// <summary>What the kernel has instead; null if it has the same.</summary>
    public string? Compare(FilterChain? loaded)
    {
        if (loaded is null)
            return $"no chain {Name}";
        if (IsExact ? loaded.Rules.Count != Targets.Count : loaded.Rules.Count < Targets.Count)
            return $"{loaded.Rules.Count} of {Targets.Count} rules in {Name}";
        if (!IsExact)
            return null;
        for (var at = 0; at < Targets.Count; at++)
        {
            // What else a rule may do is told in too many ways.
            if (Targets[at] is FilterTable.Accept or FilterTable.Drop or FilterTable.Return && loaded.Rules[at].Target != Targets[at])
                return $"another rule {at + 1} in {Name}";
        }
        return null;
    }
}
