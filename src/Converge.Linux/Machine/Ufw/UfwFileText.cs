using System.Collections.Frozen;
using System.Text;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Ufw;

/// <summary>
/// The whole text of <c>user.rules</c> or <c>user6.rules</c>, to the byte as ufw itself writes it: it may be the next one that
/// writes these files, and nothing else is to change then.
/// </summary>
internal sealed class UfwFileText
{
    private const string Rate = " -m limit --limit 3/min --limit-burst 10";

    private static readonly string[] Chains = ["input", "output", "forward"];

    private static readonly FrozenDictionary<string, int> Levels =
        new Dictionary<string, int>(StringComparer.Ordinal) { ["off"] = 0, ["low"] = 1, ["medium"] = 2, ["high"] = 3, ["full"] = 4 }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly StringBuilder _text = new();
    private readonly string _prefix;
    private readonly FirewallState _state;
    private readonly int _level;

    private UfwFileText(FirewallFamily family, FirewallState state)
    {
        _prefix = family == FirewallFamily.V6 ? "ufw6" : "ufw";
        _state = state;
        _level = Levels.GetValueOrDefault(state.Logging, Levels["low"]);
    }

    /// <param name="state">What is logged depends on it.</param>
    public static string Of(IEnumerable<UfwEntry> entries, FirewallFamily family, FirewallState state)
    {
        var file = new UfwFileText(family, state);
        file.AppendHead();
        file.AppendRules(entries);
        file.AppendLogging();
        file.AppendLimits();
        return file._text.ToString();
    }

    private bool IsAtLeast(string level) => _level >= Levels[level];

    private void AppendHead()
    {
        _text.Append("*filter\n");
        foreach (var kind in new[] { "user", "before-logging", "user-logging", "after-logging" })
        {
            foreach (var chain in Chains)
                AppendChain($"{kind}-{chain}");
        }
        foreach (var chain in new[] { "logging-deny", "logging-allow", "user-limit", "user-limit-accept" })
            AppendChain(chain);
    }

    private void AppendChain(string chain) => _text.Append($":{_prefix}-{chain} - [0:0]\n");

    private void AppendRules(IEnumerable<UfwEntry> entries)
    {
        _text.Append("### RULES ###\n");
        var rules = new UfwRuleText(_prefix, _text);
        foreach (var entry in entries)
        {
            _text.Append($"\n{UfwTuple.Print(entry)}\n");
            rules.Append(entry);
        }
        _text.Append("\n### END RULES ###\n");
    }

    private void AppendLogging()
    {
        _text.Append("\n### LOGGING ###\n");
        if (IsAtLeast("low"))
            AppendLogs();
        else
            AppendLine("-I", Chains.Select(static chain => $"user-logging-{chain}"), " -j RETURN");
        _text.Append("### END LOGGING ###\n");
    }

    private void AppendLogs()
    {
        var rate = IsAtLeast("high") ? "" : Rate;
        foreach (var (chain, policy) in Chains.Zip([_state.Incoming, _state.Outgoing, _state.Routed]))
        {
            if (policy != "allow")
                AppendLog($"-A {_prefix}-after-logging-{chain}", "BLOCK", rate);
            else if (IsAtLeast("medium"))
                AppendLog($"-A {_prefix}-after-logging-{chain}", "ALLOW", rate);
        }
        var invalid = $"{_prefix}-logging-deny -m conntrack --ctstate INVALID";
        if (IsAtLeast("medium"))
            AppendLog($"-A {invalid}", "AUDIT INVALID", rate);
        else
            _text.Append($"-I {invalid} -j RETURN{rate}\n");
        AppendLog($"-A {_prefix}-logging-deny", "BLOCK", rate);
        AppendLog($"-A {_prefix}-logging-allow", "ALLOW", rate);
        if (!IsAtLeast("medium"))
            return;
        var audit = IsAtLeast("full") ? "" : IsAtLeast("high") ? Rate : $" -m conntrack --ctstate NEW{Rate}";
        foreach (var chain in Chains)
            AppendLog($"-I {_prefix}-before-logging-{chain}", "AUDIT", audit);
    }

    private void AppendLog(string rule, string title, string rest) => _text.Append($"{rule} -j LOG --log-prefix \"[UFW {title}] \"{rest}\n");

    private void AppendLine(string verb, IEnumerable<string> chains, string rest)
    {
        foreach (var chain in chains)
            _text.Append($"{verb} {_prefix}-{chain}{rest}\n");
    }

    private void AppendLimits()
    {
        _text.Append("\n### RATE LIMITING ###\n");
        if (IsAtLeast("low"))
            _text.Append($"-A {_prefix}-user-limit -m limit --limit 3/minute -j LOG --log-prefix \"[UFW LIMIT BLOCK] \"\n");
        _text.Append($"-A {_prefix}-user-limit -j REJECT\n-A {_prefix}-user-limit-accept -j ACCEPT\n### END RATE LIMITING ###\nCOMMIT\n");
    }
}
