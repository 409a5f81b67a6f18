using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using Converge.Cli.Tests.CommandLines;
using Converge.Protocol;
using Shouldly;
using Xunit;

namespace Converge.Cli.Tests.Servers;

/// <summary>The verbs that ask a server, with a server.</summary>
public sealed class ServerVerbTests
{
    private const string Node = "app1.example.com";

    public static TheoryData<string> VerbNames => [.. Verbs.Names.Where(Asks)];

    /// <summary>Whether the example of a verb needs a server whose data are in 'data'.</summary>
    internal static bool Asks(string name) => name is "audit" || Verbs.GroupOf(name) is "node" or "server token" or "server operator";

    [Theory]
    [MemberData(nameof(VerbNames))]
    public async Task The_example_in_the_help_is_true(string name)
    {
        await using var server = await FleetServer.StartAsync();
        if (Verbs.GroupOf(name) == "node")
            (await server.NodeAsync(Node)).Dispose();
        var help = (await server.RunAsync($"converge {name} --help")).Output;
        var session = ShellSession.Parse(help[(help.IndexOf("\nexample:\n", StringComparison.Ordinal) + "\nexample:\n".Length)..], indent: "  ");
        session.Steps.ShouldNotBeEmpty();
        (await session.Run(server.Folder)).ShouldBe(session.Text);
    }

    [Fact]
    public async Task A_server_is_known_by_its_pin_or_its_authority_and_by_nothing_else()
    {
        await using var server = await FleetServer.StartAsync();
        var token = await server.TokenAsync("viewer");
        var given = $"export CONVERGE_SERVER={server.Url} CONVERGE_TOKEN={token}\n";
        (await server.RunAsync($"{given}CONVERGE_CA={server.Pin} converge node list")).Output.ShouldBe("no nodes\n");
        (await server.RunAsync($"{given}CONVERGE_CA=data/pki/authority.crt converge node list")).Output.ShouldBe("no nodes\n");
        var untrusted = await server.RunAsync($"{given}converge node list");
        untrusted.Error.ShouldContain($"is not trusted: it is signed by 'Converge ");
        untrusted.Error.ShouldContain(server.Pin);
        untrusted.ExitCode.ShouldBe(1);
        (await server.RunAsync($"{given}CONVERGE_CA={new string('0', 64)} converge node list")).Error.ShouldContain("is not trusted");
        (await server.RunAsync($"{given}CONVERGE_CA=data/pki/server.crt converge node list")).Error.ShouldContain("is not trusted");
        (await server.RunAsync($"{given}CONVERGE_CA=nothing converge node list")).Error.ShouldContain("'nothing' cannot be read");
        var other = server.Url.Replace("localhost", "localhost.localdomain", StringComparison.Ordinal);
        (await server.RunAsync($"{given}CONVERGE_SERVER={other} CONVERGE_CA={server.Pin} converge node list")).Error.ShouldMatch("it is for '.*'localhost'|cannot reach the server");
    }

    [Fact]
    public async Task What_stands_in_the_file_of_an_operator_need_not_be_said()
    {
        await using var server = await FleetServer.StartAsync();
        var token = await server.TokenAsync("viewer");
        var write = $"mkdir -p config/converge; printf 'server: {server.Url}\\ntoken: {token}\\nca: {server.Pin}\\n' >config/converge/operator.yaml; export XDG_CONFIG_HOME=$PWD/config\n";
        (await server.RunAsync($"{write}chmod 600 config/converge/operator.yaml; converge node list")).Output.ShouldBe("no nodes\n");
        (await server.RunAsync($"{write}chmod 644 config/converge/operator.yaml; converge node list")).Error.ShouldContain("others may read");
        // A token is for the server in the file, not for any other.
        (await server.RunAsync($"{write}chmod 600 config/converge/operator.yaml; CONVERGE_SERVER={server.Url}/ CONVERGE_CA={server.Pin} converge node list")).Error.ShouldContain("wants to know who you are");
        (await server.RunAsync($"{write}echo 'tokn: x' >>config/converge/operator.yaml; chmod 600 config/converge/operator.yaml; converge node list")).Error.ShouldContain("expected the keys server, token, ca");
    }

    [Theory]
    [InlineData("CONVERGE_SERVER=https://localhost:1", "cannot reach the server 'https://localhost:1'")]
    [InlineData("CONVERGE_SERVER=http://localhost:1", "'http://localhost:1' is no address of a server")]
    [InlineData("CONVERGE_SERVER=localhost:1", "'localhost:1' is no address of a server")]
    [InlineData("CONVERGE_SERVER=unix:nothing.sock", "there is no server at 'nothing.sock'")]
    [InlineData("HOME=/nowhere", "it is not said which server is meant")]
    public async Task A_server_that_is_not_there_is_told(string setting, string error)
    {
        using var folder = new Testing.TemporaryFolder();
        var run = await BuiltProgram.Shell($"{setting} converge node list", folder.Path);
        run.Error.ShouldContain(error);
        run.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Tokens_that_are_wrong_or_not_enough_are_told()
    {
        await using var server = await FleetServer.StartAsync();
        var given = $"export CONVERGE_SERVER={server.Url} CONVERGE_CA={server.Pin}\n";
        (await server.RunAsync($"{given}converge node list")).Error.ShouldContain("set CONVERGE_TOKEN");
        (await server.RunAsync($"{given}CONVERGE_TOKEN=cvo_x converge node list")).Error.ShouldContain("the token is not good");
        var viewer = await server.TokenAsync("viewer");
        (await server.RunAsync($"{given}CONVERGE_TOKEN={viewer} converge server token create --name x")).Error.ShouldContain("'viewer' is a viewer");
    }

    [Theory]
    [InlineData("changed", 0)]
    [InlineData("failed", 4)]
    [InlineData("unhealthy", 5)]
    public async Task A_run_that_is_ordered_is_waited_for(string status, int exit)
    {
        await using var server = await FleetServer.StartAsync();
        using var node = await server.NodeAsync(Node);
        var ordered = server.RunAsync($"converge node run {Node} --timeout 1m --data data");
        RunOrder? order = null;
        while (order is null)
            order = (await node.GetFromJsonAsync($"{Routes.Assignment(Node)}?wait=1", ProtocolJson.Default.Assignment))!.Order;
        await ReportAsync(node, "7-abc", status, order.Id);
        var run = await ordered;
        run.Output.ShouldBe($"{Node}: {status} at 0123456, 0 changed, 0 failed, 0 resources, 1.00 s\nrun 7-abc\n");
        run.ExitCode.ShouldBe(exit);
        (await server.RunAsync("CONVERGE_SERVER=unix:data/control.sock converge runs --server")).Output.ShouldContain($"{status}");
        (await server.RunAsync($"CONVERGE_SERVER=unix:data/control.sock converge runs --server --node other")).Output.ShouldBe("no runs yet\n");
        (await server.RunAsync("CONVERGE_SERVER=unix:data/control.sock converge report 7-abc --server")).Output.ShouldContain($"production {Node}");
    }

    [Fact]
    public async Task A_run_that_does_not_come_is_not_waited_for_for_ever()
    {
        await using var server = await FleetServer.StartAsync();
        using var node = await server.NodeAsync(Node);
        var run = await server.RunAsync($"converge node run {Node} --timeout 1s --data data");
        run.Error.ShouldContain("has not told of a run within 1 s");
        run.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_search_finds_what_the_server_knows()
    {
        await using var server = await FleetServer.StartAsync();
        using var node = await server.NodeAsync(Node);
        using var sent = await node.PutAsync(Routes.Node(Node), new StringContent("""{"document":{"ip":"10.0.0.1","environment":"production","roles":["app"],"app":{"port":8080}}}"""));
        sent.EnsureSuccessStatusCode();
        const string Socket = "export CONVERGE_SERVER=unix:data/control.sock\n";
        (await server.RunAsync($"{Socket}converge search role:app --server --select ip,app.port")).Output.ShouldBe($"{Node}  10.0.0.1  8080\n");
        (await server.RunAsync($"{Socket}converge search role:db --server")).Output.ShouldBe("");
        (await server.RunAsync($"{Socket}converge search '((' --server")).ExitCode.ShouldBe(1);
        (await server.RunAsync($"{Socket}converge search '*' --server --inventory x")).Error.ShouldContain("one of both");
        (await server.RunAsync($"{Socket}converge node list role:app")).Output.ShouldContain("registered");
        (await server.RunAsync($"{Socket}converge node show {Node}")).Output.ShouldContain("good until");
        (await server.RunAsync($"{Socket}converge node list role:app --format json | grep -c '\"name\": \"{Node}\"'")).Output.ShouldBe("1\n");
    }

    private static async Task ReportAsync(HttpClient node, string id, string status, string order)
    {
        var report = $$"""{"version":1,"number":7,"id":"{{id}}","node":"{{Node}}","environment":"production","roles":[],"commit":"0123456789","generation":0,"start":"2026-01-01T00:00:00Z","end":"2026-01-01T00:00:01Z","status":"{{status}}","counts":{},"recipes":[],"resources":[],"refreshes":[],"checks":[]}""";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(report));
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.Runs) { Content = new ByteArrayContent(packed.ToArray()) };
        request.Headers.Add(RunOrder.Header, order);
        using var response = await node.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
