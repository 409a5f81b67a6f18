using System.Globalization;
using System.Net;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Servers;
using Converge.Linux.Machine;
using Converge.Server.Hosting;
using Converge.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Converge.Cli.Commands.Servers;

internal sealed class ServerVerb : Verb
{
    private static readonly Parameter Listen = new("--listen", $"address and port; all addresses and {ServerOptions.UsualPort} if not given", "[ADDRESS:]PORT");
    private static readonly Parameter ServerName = new("--name", "a name or address by which nodes and people reach it, for its certificate; those of this machine are always in it", "NAME", repeats: true);
    private static readonly Parameter Repository = new("--repository", "the git repository with recipes/, roles/ and nodes/, of which the server keeps a mirror for the nodes", "URL");
    private static readonly Parameter Branch = new("--branch", "where nodes/ and environments/ are read; main if not given", "BRANCH");
    private static readonly Parameter Poll = new("--poll", "how often the repository is asked for news; 1m if not given", "DURATION");
    private static readonly Parameter HookSecret = new("--hook-secret", "the file with the secret by which calls of the webhook '/hooks/git' are signed, or which they bring", "FILE");
    private static readonly Parameter SilentAfter = new("--silent-after", "a node that is not heard of for so long is silent; 5m if not given", "DURATION");
    private static readonly Parameter KeepRuns = new("--keep-runs", "how long runs are kept; 90d if not given", "DURATION");
    private static readonly Parameter KeepRunsPerNode = new("--keep-runs-per-node", "how many runs are kept of a node; 200 if not given", "NUMBER");
    private static readonly Parameter MostConnections = new("--max-connections", "how many nodes and people may be connected; 20000 if not given", "NUMBER");

    public override string Name => "server";

    public override string Summary => "know the nodes: who they are, what they are like, what they did";

    public override Parameter[] Parameters => [ServerAddress.Data, Listen, ServerName, Repository, Branch, Poll, HookSecret, ServerStorage.Database, SilentAfter, KeepRuns, KeepRunsPerNode, MostConnections];

    public override string Example =>
        """
        $ converge server --data data --listen 127.0.0.1:0 2>log & server=$!
        > until grep -qs '^converge: listening' log; do sleep 0.1; done
        > converge server token create --name 'app*.example.com' --data data 2>/dev/null | cut -c-4
        > kill $server
        cve_
        """;

    public override int Run(Invocation invocation)
    {
        var options = Read(invocation);
        var isJournal = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };
        Secrecy.Keep();
        using var lines = new LineLogging(Console.Error, isJournal);
        try
        {
            RunAsync(options, lines, isJournal).GetAwaiter().GetResult();
            return 0;
        }
        catch (StorageException e)
        {
            throw new UserException(e.Message, e.Hint);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UserException($"the server cannot start: {e.Message}");
        }
    }

    private static async Task RunAsync(ServerOptions options, LineLogging lines, bool isJournal)
    {
        await using var host = await ServerHost.StartAsync(options, TimeProvider.System, logging => logging.AddProvider(lines), Warn, CancellationToken.None).ConfigureAwait(false);
        Say(isJournal, $"listening on port {host.Port}, the pin is {host.Pin}");
        await host.WaitAsync(CancellationToken.None).ConfigureAwait(false);

        void Warn(string text) => Say(isJournal, text);
    }

    private static void Say(bool isJournal, string text) => Standard.Error(isJournal ? $"<6>{text}\n" : $"converge: {text}\n");

    private static ServerOptions Read(Invocation invocation)
    {
        var (address, port) = invocation.Has(Listen) ? ReadListen(invocation[Listen]) : (null, ServerOptions.UsualPort);
        var usual = new ServerOptions(invocation.Has(ServerAddress.Data) ? invocation[ServerAddress.Data] : ServerOptions.UsualData);
        return usual with
        {
            Address = address,
            Port = port,
            Names = invocation.All(ServerName),
            Repository = invocation.Has(Repository) ? invocation[Repository] : null,
            Branch = invocation.Has(Branch) ? invocation[Branch] : usual.Branch,
            Poll = Lifetime.Read(invocation, Poll, usual.Poll),
            HookSecretFile = invocation.Has(HookSecret) ? ExistingFile(invocation, HookSecret) : null,
            Database = ServerStorage.ReadDatabase(invocation),
            SilentAfter = Lifetime.Read(invocation, SilentAfter, usual.SilentAfter),
            KeepRuns = Lifetime.Read(invocation, KeepRuns, usual.KeepRuns),
            KeepRunsPerNode = Number(invocation, KeepRunsPerNode, usual.KeepRunsPerNode),
            MostConnections = Number(invocation, MostConnections, usual.MostConnections),
        };
    }

    private static (IPAddress? Address, int Port) ReadListen(string text)
    {
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var only))
            return (null, only);
        return IPEndPoint.TryParse(text, out var end) && text.Contains(':', StringComparison.Ordinal)
            ? (end.Address, end.Port)
            : throw new UserException($"'{text}' is no place to listen", "as in '7443', '127.0.0.1:7443' or '[::1]:7443'");
    }

    private static string ExistingFile(Invocation invocation, Parameter parameter) =>
        File.Exists(invocation[parameter]) ? invocation[parameter] : throw new UserException($"there is no file '{invocation[parameter]}'", $"in '{parameter}'");

    private static int Number(Invocation invocation, Parameter parameter, int usual)
    {
        if (!invocation.Has(parameter))
            return usual;
        return int.TryParse(invocation[parameter], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new UserException($"'{invocation[parameter]}' is not a whole number from 1 on", $"in '{parameter}'");
    }
}
