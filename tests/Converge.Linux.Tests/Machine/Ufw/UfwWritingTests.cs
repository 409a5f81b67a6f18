using System.Globalization;
using Converge.Linux.Machine.Files;
using Converge.Linux.Machine.Ufw;
using Converge.Resources.Firewall;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Machine.Ufw;

/// <summary>What this project writes into ufw's files, against what ufw itself writes for the same rules.</summary>
public sealed class UfwWritingTests : IDisposable
{
    private static readonly string[] Levels = ["off", "low", "medium", "high", "full"];
    private static readonly string[] Policies = ["ACCEPT", "DROP", "REJECT"];

    private readonly UfwRoot _root = new();

    public void Dispose() => _root.Dispose();

    [RootProgramFact("ufw")]
    public async Task Each_rule_is_written_as_ufw_writes_it()
    {
        foreach (var rule in UfwRoundTripTests.Rules)
        {
            _root.Clear("user.rules");
            _root.Clear("user6.rules");
            await _root.Add(rule);
            Same([FirewallRule.Parse(rule)!], rule);
        }
    }

    [RootProgramFact("ufw")]
    public async Task Rules_by_chance_are_written_as_ufw_writes_them()
    {
        for (var seed = 0; seed < 4 * Fuzz.Factor; seed++)
        {
            var random = new Random(seed);
            _root.Clear("user.rules");
            _root.Clear("user6.rules");
            _root.SetLogging(Levels[seed % Levels.Length]);
            _root.SetV6("yes", Pick(random, Policies), Pick(random, Policies), Pick(random, Policies));
            // To ufw a rule with another action is the same one.
            var rules = Enumerable.Range(0, 12).Select(_ => AnyRule.Of(random, ["WWW Full", "DNS", "Chat"])).DistinctBy(static rule => rule with { Action = default, Log = default, Family = default, Comment = null }).ToList();
            foreach (var rule in rules)
                await _root.Add(rule.ToString());
            Same(rules, string.Create(CultureInfo.InvariantCulture, $"{seed}: {string.Join(", ", rules)}"));
        }
    }

    [RootProgramFact("ufw")]
    public async Task What_is_logged_is_written_as_ufw_writes_it()
    {
        foreach (var level in Levels)
        {
            foreach (var policy in Policies)
            {
                _root.SetV6("yes", policy, Policies[(Array.IndexOf(Policies, policy) + 1) % 3]);
                // A level that is set already is written, too.
                _root.SetLogging(level);
                await _root.Run("logging", level);
                Same([], $"{level} {policy}");
            }
        }
    }

    [RootProgramFact("ufw")]
    public async Task Ufw_reads_what_was_written_and_goes_on_from_there()
    {
        List<FirewallRule> rules = [.. UfwRoundTripTests.Rules.Select(static rule => FirewallRule.Parse(rule)!)];
        new Random(5).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rules));
        var (v4, v6) = Written(rules);
        _root.Write("user.rules", v4);
        _root.Write("user6.rules", v6);
        _root.Read().Count.ShouldBeGreaterThanOrEqualTo(rules.Count);
        // It writes both files anew.
        await _root.Run("logging", "low");
        (_root["user.rules"], _root["user6.rules"]).ShouldBe((v4, v6));
        await _root.Add("allow 65000");
        await _root.Add("delete allow 65000");
        (_root["user.rules"], _root["user6.rules"]).ShouldBe((v4, v6));
        var shown = (await _root.Shown()).ConvertAll(UfwRoundTripTests.WithoutFamily);
        shown.ShouldBe(rules.ConvertAll(UfwRoundTripTests.WithoutFamily), ignoreOrder: true);
    }

    [RootProgramFact("ufw")]
    public async Task A_rule_keeps_the_ports_that_its_profile_had()
    {
        await _root.Add("allow DNS");
        var before = _root["user.rules"];
        File.Delete(Path.Combine(_root.Path, "etc/ufw/applications.d/own"));
        Same([FirewallRule.Parse("allow DNS")!], before);
        Should.Throw<FormatException>(() => Written([FirewallRule.Parse("allow Chat")!])).Message.ShouldBe("a profile of 'allow Chat' is not in /etc/ufw/applications.d");
    }

    private void Same(IReadOnlyList<FirewallRule> rules, string of)
    {
        var (v4, v6) = Written(rules);
        // ufw writes a file only when its list changes.
        foreach (var (name, text) in new[] { ("user.rules", v4), ("user6.rules", v6) })
        {
            if (_root[name].Contains("### RULES ###", StringComparison.Ordinal))
                text.ShouldBe(_root[name], of);
            else
                text.ShouldNotContain("### tuple", customMessage: of);
        }
    }

    private (string V4, string V6) Written(IReadOnlyList<FirewallRule> rules) => _root.Ask(firewall =>
    {
        using var files = new LinuxFiles(_root.Path);
        var lists = new UfwLists(files, firewall.Profiles);
        return (Of(FirewallFamily.V4), Of(FirewallFamily.V6));

        string Of(FirewallFamily family) => UfwFileText.Of(lists.Of(rules, family), family, firewall.State);
    });

    private static string Pick(Random random, string[] of) => of[random.Next(of.Length)];
}
