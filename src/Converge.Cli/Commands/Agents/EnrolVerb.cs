using Converge.Agent.Configuration;
using Converge.Agent.Identity;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Linux;

namespace Converge.Cli.Commands.Agents;

internal sealed class EnrolVerb : Verb
{
    private static readonly Parameter ServerUrl = new("--server", "the server, as in https://converge.example.com:7443", "URL");
    private static readonly Parameter Token = new("--token", "the token for it; others on this machine can read it here, so a file is better", "TOKEN");
    private static readonly Parameter TokenFile = new("--token-file", "the file with the token; '-' is standard input, which it is taken from if neither is given", "FILE");
    private static readonly Parameter Pin = new("--ca-pin", "the SHA-256 of the server's authority, which 'converge server token create' prints with the token", "SHA256");
    private static readonly Parameter NodeName = new("--name", "the name of this node; that of the machine if not given", "NODE");

    public override string Name => "enrol";

    public override string Summary => "make this machine a node of a server";

    public override Parameter[] Parameters => [ServerUrl, Token, TokenFile, Pin, NodeName, KeptState.Folder, AgentSettings.Config];

    public override string Example =>
        """
        $ converge server --data data --listen 127.0.0.1:0 2>log & server=$!
        > until grep -qs '^converge: listening' log; do sleep 0.1; done
        > port=$(sed -n 's/.*port \([0-9]*\),.*/\1/p' log) pin=$(sed -n 's/.*the pin is //p' log)
        > converge server token create --name web1 --data data 2>/dev/null >token
        > converge enrol --server "https://127.0.0.1:$port" --token-file token --ca-pin "$pin" --name web1 --state state --config agent.yaml | cut -d" " -f1-6
        > kill $server
        this machine is the node 'web1'
        """;

    public override int Run(Invocation invocation)
    {
        if (!invocation.Has(ServerUrl) || !invocation.Has(Pin))
            throw new UserException($"'{Name}' needs '{(invocation.Has(ServerUrl) ? Pin : ServerUrl)}'", "'converge server token create' prints the whole line");
        if (!Uri.TryCreate(invocation[ServerUrl], UriKind.Absolute, out var server) || server.Scheme != "https")
            throw new UserException($"'{invocation[ServerUrl]}' is no address of a server", "as in 'https://converge.example.com:7443'");
        var node = invocation.Has(NodeName) ? invocation[NodeName] : Builtins.ReadFacts(out _).Find("fqdn").ToString();
        var token = ReadToken(invocation);
        using var state = KeptState.Prepare(invocation);
        var end = Enrolment.EnrolAsync(server, token, invocation[Pin], node, state, TimeProvider.System, CancellationToken.None).GetAwaiter().GetResult();
        ConfigurationFile.SetServer(invocation.Has(AgentSettings.Config) ? invocation[AgentSettings.Config] : AgentConfiguration.UsualFile, server);
        Standard.Output($"this machine is the node '{node}' of {server} until {end.UtcDateTime:yyyy-MM-dd}\n");
        return 0;
    }

    private static string ReadToken(Invocation invocation)
    {
        if (invocation.Has(Token))
            return invocation.Has(TokenFile) ? throw new UserException($"'{Token.Name}' and '{TokenFile.Name}' exclude each other") : invocation[Token];
        var sources = new Sources();
        var text = sources.Read(invocation.Has(TokenFile) ? invocation[TokenFile] : Sources.StandardInput);
        if (sources.Problems.HasErrors)
            throw new ComplaintException(sources.Problems.Sorted(), sources.Find);
        return text?.Text.Trim() is { Length: > 0 } token ? token : throw new UserException("the token is empty", $"'{TokenFile}' names the file that it is in");
    }
}
