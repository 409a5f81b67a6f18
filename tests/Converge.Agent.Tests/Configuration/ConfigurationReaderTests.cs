using Converge.Agent.Configuration;
using Converge.Language.Text;
using Shouldly;
using Xunit;

namespace Converge.Agent.Tests.Configuration;

public sealed class ConfigurationReaderTests
{
    [Fact]
    public void What_is_not_said_is_as_usual() => Read("", out _).ShouldBe(new AgentConfiguration());

    [Fact]
    public void A_file_may_say_everything()
    {
        const string Text = """
            node: web1.example.com
            server: https://converge.example.com:7443
            ca: /etc/converge/ca.crt
            repository:
              url: ssh://git@example.com/fleet.git
              branch: trunk
              allowed_signers: /etc/converge/signers
            environment: lab
            secrets:
              identity: /etc/converge/age.key
            interval: 15m
            splay: 90s
            deadline: 20m
            live_repair:
              enabled: false
              limit: 3
            state: /srv/converge
            log:
              level: debug
            otlp:
              endpoint: http://127.0.0.1:4318
            """;
        Read(Text, out var problems).ShouldBe(new()
        {
            Node = "web1.example.com",
            Server = new("https://converge.example.com:7443"),
            Authority = "/etc/converge/ca.crt",
            Repository = "ssh://git@example.com/fleet.git",
            Branch = "trunk",
            AllowedSigners = "/etc/converge/signers",
            Environment = "lab",
            SecretsIdentity = "/etc/converge/age.key",
            Interval = TimeSpan.FromMinutes(15),
            Splay = TimeSpan.FromSeconds(90),
            Deadline = TimeSpan.FromMinutes(20),
            Repairs = false,
            RepairLimit = 3,
            State = "/srv/converge",
            Log = LogLevel.Debug,
            Traces = new("http://127.0.0.1:4318"),
        });
        problems.ShouldBe("");
        AgentKey.All.Where(static key => !Text.Contains($"{key.Path.Split('.').Last()}:", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("intervall: 5m", "agent.yaml:1:1: error: there is no setting 'intervall'\n  hint: did you mean 'interval'?")]
    [InlineData("\nrepository:\n  brunch: x", "agent.yaml:3:3: error: there is no setting 'repository.brunch'\n  hint: did you mean 'repository.branch'?")]
    [InlineData("interval: soon", "agent.yaml:1:11: error: 'interval' must be a duration such as 30s, 5m or 1h30m, not 'soon'")]
    [InlineData("interval: 0s", "agent.yaml:1:11: error: 'interval' must be a duration such as 30s, 5m or 1h30m, not '0s'")]
    [InlineData("server: http://a.example.com", "agent.yaml:1:9: error: 'server' must be an address such as https://converge.example.com:8140, not 'http://a.example.com'")]
    [InlineData("state: here", "agent.yaml:1:8: error: 'state' must be a path that begins with '/', not 'here'")]
    [InlineData("live_repair:\n  limit: 0", "agent.yaml:2:10: error: 'live_repair.limit' must be a whole number from 1 on, not '0'")]
    [InlineData("live_repair: yes", "agent.yaml:1:14: error: 'live_repair' must be a mapping, not a string")]
    [InlineData("log:\n  level: loud", "agent.yaml:2:10: error: 'log.level' must be error, warning, info or debug, not 'loud'")]
    [InlineData("node: [a]", "agent.yaml:1:7: error: 'node' must be a text that is not empty, not a list")]
    [InlineData("- a", "agent.yaml:1:1: error: the configuration must be a mapping, not a list")]
    public void A_mistake_is_told_with_its_place(string text, string expected)
    {
        Read(text, out var problems);
        problems.ShouldBe(expected);
    }

    [Fact]
    public void An_option_counts_more_than_a_variable_and_that_more_than_the_file()
    {
        var problems = new DiagnosticBag();
        var reader = new ConfigurationReader(
            static name => name == "--interval" ? "1m" : null,
            static name => name switch { "CONVERGE_AGENT_INTERVAL" => "2m", "CONVERGE_AGENT_SPLAY" => "20s", "CONVERGE_AGENT_DEADLINE" => "", _ => null },
            problems);
        var read = reader.Read(SourceText.From("agent.yaml", "interval: 3m\nsplay: 30s\ndeadline: 40m\n"));
        (read.Interval, read.Splay, read.Deadline).ShouldBe((TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(40)));
        problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_mistake_in_a_variable_names_it()
    {
        var problems = new DiagnosticBag();
        new ConfigurationReader(static _ => null, static name => name == "CONVERGE_AGENT_LIVE_REPAIR_LIMIT" ? "many" : null, problems).Read(file: null);
        problems.Single().ToString().ShouldBe("CONVERGE_AGENT_LIVE_REPAIR_LIMIT:1:1: error: 'CONVERGE_AGENT_LIVE_REPAIR_LIMIT' must be a whole number from 1 on, not 'many'");
        ConfigurationReader.Misspelt(["PATH", "CONVERGE_AGENT_INTERVALL", "CONVERGE_AGENT_SPLAY"]).Single().Message.ShouldBe("there is no setting 'CONVERGE_AGENT_INTERVALL'");
    }

    [Theory]
    [InlineData("", "server: https://a:7443\n")]
    [InlineData("# comment\nserver: https://old\nnode: x\n", "# comment\nserver: https://a:7443\nnode: x\n")]
    [InlineData("# The server.\n#server: https://converge.example.com:7443\n\n#interval: 30m\n", "# The server.\nserver: https://a:7443\n\n#interval: 30m\n")]
    [InlineData("interval: 5m\n", "server: https://a:7443\ninterval: 5m\n")]
    public void Enrolling_changes_one_line_of_the_file(string before, string after)
    {
        var changed = ConfigurationFile.WithServer(before, new("https://a:7443"));
        changed.ShouldBe(before.Length == 0 ? after.TrimEnd('\n') + "\n" : after);
        Read(changed, out _).Server.ShouldBe(new Uri("https://a:7443"));
    }

    private static AgentConfiguration Read(string text, out string problems)
    {
        var found = new DiagnosticBag();
        var read = new ConfigurationReader(static _ => null, static _ => null, found).Read(SourceText.From("agent.yaml", text));
        problems = string.Join('\n', found.Sorted());
        return read;
    }
}
